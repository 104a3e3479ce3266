// Draws the charts, which the page holds as JSON, in the colours of the page: light, dark, or paper for printing.
"use strict";
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paper = matchMedia("print");
  const charts = [...document.querySelectorAll("[data-chart]")].map((place) => ({
    place,
    figure: JSON.parse(document.getElementById(place.dataset.chart).textContent),
  }));

  function coloured(layout, printing) {
    const inDark = dark.matches && !printing;
    const ink = inDark ? "#e4e5e8" : "#1d1f23";
    const grid = inDark ? "#343840" : "#e3e3de";
    const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, tickcolor: grid, fixedrange: true };
    const font = { family: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif", size: 13, color: ink };
    return {
      ...layout, font, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", autosize: true,
      xaxis: { ...layout.xaxis, ...axis, title: titled(layout.xaxis, font) },
      yaxis: { ...layout.yaxis, ...axis, title: titled(layout.yaxis, font) },
      ...(layout.yaxis2 ? { yaxis2: { ...layout.yaxis2, ...axis } } : {}),
      hoverlabel: { font: { ...font, color: inDark ? "#15171b" : "#fff" }, bgcolor: inDark ? "#e4e5e8" : "#1d1f23", align: "left" },
    };
  }

  function titled(axis, font) {
    return axis?.title?.text ? { ...axis.title, font } : undefined;
  }

  function draw(printing) {
    for (const { place, figure } of charts) {
      const layout = coloured(figure.layout, printing);
      const settings = { displaylogo: false, responsive: true, displayModeBar: false };
      Plotly.react(place, figure.data, printing ? { ...layout, width: place.clientWidth, autosize: false } : layout, settings);
    }
  }

  draw(false);
  dark.addEventListener("change", () => draw(paper.matches));
  paper.addEventListener("change", (event) => draw(event.matches));
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("section:not(#appendix) details:not([open])")];
    for (const part of closed) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of closed) part.open = false;
    draw(false);
  });
})();
