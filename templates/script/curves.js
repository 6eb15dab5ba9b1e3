/* The curves of a figure: each panel tells the values at the epoch that is pointed at, or that the
   arrow keys have come to; each series can be hidden. What is needed for it, the drawing has in its
   <metadata> (figures/series.py). */
(() => {
  /** Four significant digits, as in the page: with powers of ten where there are many zeros. */
  function written(value) {
    const size = Math.abs(value);
    if (size && (size < 1e-4 || size >= 1e5)) {
      const [digits, power] = value.toExponential(3).split("e");
      const raised = [...String(Number(power))].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
      return `${digits}\u00a0×\u00a010${raised.join("")}`.replace(/^-/, "−");
    }
    const digits = size >= 1e4 ? String(Math.round(value)) : value.toPrecision(4);
    return digits.replace(/^-/, "−");
  }

  /** A piece of the line that a series is drawn with. */
  function swatch({ color, dashed }) {
    const piece = make("i", { class: dashed ? "swatch dashed" : "swatch" });
    piece.style.setProperty("--pen", color);
    return piece;
  }

  const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

  /** Where a value stands between the ends of an axis, from 0 to 1. */
  function place(value, [lower, upper, logarithmic]) {
    if (!logarithmic) return (value - lower) / (upper - lower);
    return value > 0 ? Math.log(value / lower) / Math.log(upper / lower) : -1;
  }

  /** The last place in the ascending numbers whose number is nearest. */
  function nearest(numbers, wanted) {
    let best = 0;
    numbers.forEach((number, at) => {
      if (Math.abs(number - wanted) < Math.abs(numbers[best] - wanted)) best = at;
    });
    return best;
  }

  /** One panel: a slider over its frame, whose value is an epoch. */
  class Panel {
    constructor(told, figure) {
      this.told = told;
      this.figure = figure;
      this.curves = told.curves.map((curve) => {
        const y = curve.y.split(" ").map(Number);
        return { ...curve, y, x: Array.isArray(curve.x) ? curve.x : y.map((_, at) => curve.x + at) };
      });
      const counts = new Set(this.curves.flatMap((curve) => curve.x));
      this.counts = [...counts].sort((one, other) => one - other);
      this.at = 0;
      this.guide = make("i", { class: "guide" });
      this.element = make("div", {
        class: "panel",
        role: "slider",
        tabindex: "-1",
        "aria-label": `${told.title || called(figure.element)}, values by ${told.counts}`,
        "aria-valuemin": this.counts[0],
        "aria-valuemax": this.counts.at(-1),
        pointermove: (event) => this.point(event),
        pointerdown: (event) => this.point(event),
        pointerleave: (event) => event.pointerType !== "touch" && this.figure.rest(this),
        focus: () => this.figure.choose(this),
        blur: () => this.figure.rest(this),
        keydown: (event) => this.press(event),
      }, this.guide);
      const [, , width, height] = figure.box;
      const [left, top, wide, high] = told.frame;
      Object.assign(this.element.style, {
        left: `${(100 * left) / width}%`,
        top: `${(100 * top) / height}%`,
        width: `${(100 * wide) / width}%`,
        height: `${(100 * high) / height}%`,
      });
      this.tell();
    }

    point(event) {
      const frame = this.element.getBoundingClientRect();
      const share = (event.clientX - frame.left) / frame.width;
      const places = this.counts.map((count) => place(count, this.told.across));
      this.go(nearest(places, share));
    }

    press(event) {
      const last = this.counts.length - 1;
      const steps = {
        ArrowRight: this.at + 1, ArrowUp: this.at + 1, ArrowLeft: this.at - 1, ArrowDown: this.at - 1,
        Home: 0, End: last,
      };
      if (event.key in steps) this.go(Math.min(Math.max(steps[event.key], 0), last));
      else if (event.key === "PageDown") this.figure.move(this, 1);
      else if (event.key === "PageUp") this.figure.move(this, -1);
      else return;
      event.preventDefault();
    }

    go(at) {
      this.at = at;
      this.tell();
      this.figure.show(this);
    }

    /** The visible curves with their values at the count, or at the one of theirs next to it. */
    values() {
      const count = this.counts[this.at];
      return this.curves.filter((curve) => this.figure.isShown(curve.series)).map((curve) => {
        const at = nearest(curve.x, count);
        return { curve, count: curve.x[at], value: curve.y[at] };
      }).filter((found) => found.count === count || found.curve.x.at(-1) >= count);
    }

    tell() {
      const count = this.counts[this.at];
      const lines = this.values().map(({ curve, count: own, value }) => {
        const elsewhere = own === count ? "" : ` (${this.told.counts} ${grouped(own)})`;
        return [curve, `${curve.label} ${written(value)}${elsewhere}`];
      });
      const head = `${this.told.counts} ${grouped(count)}`;
      this.element.setAttribute("aria-valuenow", count);
      this.element.setAttribute("aria-valuetext", [head, ...lines.map(([, line]) => line)].join(", "));
      return [head, lines];
    }

    /** The guide and a dot on each curve. */
    mark() {
      const across = place(this.counts[this.at], this.told.across);
      this.guide.style.left = `${100 * across}%`;
      const dots = this.values().map(({ curve, count, value }) => {
        const up = place(value, this.told.up);
        const dot = make("i", { class: "dot" });
        dot.hidden = up < 0 || up > 1;
        dot.style.left = `${100 * place(count, this.told.across)}%`;
        dot.style.top = `${100 * (1 - up)}%`;
        dot.style.setProperty("--pen", curve.color);
        return dot;
      });
      this.element.replaceChildren(this.guide, ...dots);
      return across;
    }
  }

  /** A figure with curves: its panels share what is read, and its buttons hide series of all. */
  class Curves {
    constructor(element, drawing) {
      const svg = drawing.querySelector("svg");
      const told = JSON.parse(svg.querySelector("metadata").textContent);
      this.element = element;
      this.svg = svg;
      this.series = told.series;
      this.hidden = new Set();
      this.box = svg.getAttribute("viewBox").split(" ").map(Number);
      this.readout = make("div", { class: "readout", "aria-hidden": "true" });
      this.readout.hidden = true;
      this.panels = told.panels.map((panel) => new Panel(panel, this));
      this.panels[0].element.tabIndex = 0;
      const plot = svg.parentElement;
      plot.append(...this.panels.map((panel) => panel.element), this.readout);
      drawing.append(this.legend());
    }

    isShown(series) {
      return !series.some((name) => this.hidden.has(name));
    }

    legend() {
      const label = `Curves of ${called(this.element)}`;
      const group = make("div", { class: "tools", role: "toolbar", "aria-label": label });
      for (const { name, ...pen } of this.series) {
        const button = make("button", {
          type: "button", "aria-pressed": "true", click: () => this.toggle(name, button),
        }, ...(pen.color ? [swatch(pen)] : []), name);
        group.append(button);
      }
      return group;
    }

    toggle(name, button) {
      if (!this.hidden.delete(name)) this.hidden.add(name);
      button.setAttribute("aria-pressed", String(!this.hidden.has(name)));
      for (const group of this.svg.querySelectorAll("[data-series]")) {
        const names = group.dataset.series.split(" ").map((at) => this.series[at].name);
        group.style.display = this.isShown(names) ? "" : "none";
      }
      this.panels.forEach((panel) => panel.tell());
    }

    choose(panel) {
      this.panels.forEach((other) => { other.element.tabIndex = other === panel ? 0 : -1; });
      this.show(panel);
    }

    move(panel, by) {
      const next = this.panels[this.panels.indexOf(panel) + by];
      if (next) next.element.focus();
    }

    show(panel) {
      const [head, lines] = panel.tell();
      const across = panel.mark();
      this.panels.forEach((other) => other.element.classList.toggle("read", other === panel));
      const pens = new Map(this.series.map((one) => [one.name, one]));
      this.readout.replaceChildren(make("b", {}, head), ...lines.map(([curve, line]) => (
        make("span", {}, swatch({ ...pens.get(curve.series[0]), color: curve.color }), line)
      )));
      this.readout.hidden = false;
      // Beside the guide, where there is more room.
      const [left, top, width] = panel.told.frame;
      const at = (left + across * width) / this.box[2];
      this.readout.classList.toggle("before", at > 0.5);
      this.readout.style.left = `${100 * at}%`;
      this.readout.style.top = `${(100 * top) / this.box[3]}%`;
    }

    rest(panel) {
      if (document.activeElement === panel.element && panel.element.matches(":focus-visible")) return;
      panel.element.classList.remove("read");
      if (!this.panels.some((other) => other.element.classList.contains("read"))) {
        this.readout.hidden = true;
      }
    }
  }

  later(() => {
    for (const told of document.querySelectorAll("figure > .drawing metadata")) {
      const drawing = told.closest(".drawing");
      new Curves(drawing.parentElement, drawing);
    }
  });
})();
