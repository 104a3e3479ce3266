"""What a recognizer's predictions mean and what it must not be used for: on pages, in reports, cards and files."""

NOT_FEELINGS = "It recognizes expressions, not what anybody feels."
MANY_FEELINGS = (
    "The same face can go with many feelings, and the same feeling with many faces (Barrett et al. 2019). An "
    "expression in one still picture, cut from its situation, says little."
)
NOT_FOR = "Not for decisions about people: not in hiring, school, policing, border control, health or insurance."
LAW = (
    "The EU's AI Act (Regulation 2024/1689) forbids inferring emotions at work and in education, except for medical "
    "or safety reasons (Art. 5(1)(f)); elsewhere, people exposed to emotion recognition must be told (Art. 50(3)). "
    "This is not legal advice."
)
NO_SUBGROUPS = (
    "These faces come without age, gender, skin tone or origin, so nobody can say whether it is wrong more often for "
    "some people than for others. Face analysis often is (Buolamwini & Gebru 2018); expect it here too."
)
IN_FILES = (
    f"{NOT_FEELINGS} {NOT_FOR} It was trained on names that people gave to groups of faces, and predicts what people "
    "called faces like this one. Faces turned far to the side are recognized poorly."
)
"""Stands in every file that a recognizer is written to."""


def wrong_of_a_hundred(accuracy: float) -> str:
    """How often it is wrong, from the share of test faces (0..1) that are right."""
    return f"Of 100 test faces, it gets {100 * (1 - accuracy):.0f} wrong."
