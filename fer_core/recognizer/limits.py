"""What predictions mean and what a recognizer must not be used for: on pages, in reports, model cards and files."""

NOT_FEELINGS = "It recognizes expressions, not what anybody feels."
MANY_FEELINGS = (
    "The same expression can go with many feelings, and the same feeling with many expressions (Barrett et al. 2019). "
    "A single picture without its situation shows little of what a person feels."
)
NOT_FOR = "Not for decisions about people: not in hiring, school, policing, border control, health or insurance."
LAW = (
    "The EU's AI Act (Regulation 2024/1689) forbids inferring emotions at work and in education, except for medical "
    "or safety reasons (Art. 5(1)(f)); elsewhere, people exposed to emotion recognition must be told (Art. 50(3)). "
    "This is not legal advice."
)
NO_SUBGROUPS = (
    "The data set has no age, gender, skin tone or origin of the people, so it cannot be measured whether predictions "
    "are wrong more often for some people than for others. Face analysis often has such differences (Buolamwini & "
    "Gebru 2018); expect them here too."
)
IN_FILES = (
    f"{NOT_FEELINGS} {NOT_FOR} It was trained on names that people gave to groups of faces, and predicts what people "
    "called similar faces. Faces turned far to the side are recognized poorly."
)
"""Written into every file that holds a recognizer."""


def wrong_of_a_hundred(accuracy: float) -> str:
    """How often predictions are wrong, from the accuracy (0..1) on test faces."""
    return f"Of 100 test faces, {100 * (1 - accuracy):.0f} are predicted wrongly."
