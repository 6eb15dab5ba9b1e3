/* Tables: rows in the order of a column, those that hold a word, and a head that stays in sight. */
(() => {
  const MANY = 10; // rows; beyond that, words help to find one
  const FEW = 5; // with fewer, all are seen at a glance
  const SECONDS = { ms: 1e-3, s: 1, min: 60, h: 3600 };

  /** The number that a cell begins with: of “8.2 × 10⁻⁵” 8.2e-5; NaN without one. */
  function number(text) {
    const plain = text.replace(/[\s,]/g, "").replace(/−/g, "-");
    const [, sign, digits, rest] = /^\(?([<>]?)(-?\d+(?:\.\d+)?)(.*)$/.exec(plain) ?? [];
    if (digits === undefined) return NaN;
    const [, power = 0] = /×10(-?\d+)/.exec(rest) ?? [];
    const [, unit] = /^(ms|s|min|h)\b/.exec(rest) ?? [];
    const nudge = { "<": -1e-9, ">": 1e-9 }[sign] ?? 0;
    return (Number(digits) + nudge) * 10 ** power * (SECONDS[unit] ?? 1);
  }

  /** The cells of rows by their column, each as often as it spans; null where one above reaches. */
  function columns(rows) {
    const grid = rows.map(() => []);
    rows.forEach((row, at) => {
      for (const cell of row.cells) {
        let column = 0;
        while (grid[at][column]) column += 1;
        for (let down = at; down < Math.min(at + cell.rowSpan, rows.length); down += 1) {
          for (let across = 0; across < cell.colSpan; across += 1) grid[down][column + across] = cell;
        }
      }
    });
    return grid;
  }

  /** The rows of a body that can change places; a row of one cell stays, as does one of all. */
  const movable = (body) => [...body.rows].filter(
    (row) => row.cells.length > 1 && !row.classList.contains("majority"),
  );

  /** What is compared: a number, a text, or null of an empty cell or one that spans several. */
  function key(row, column) {
    const cell = columns([row])[0][column];
    const text = cell && cell.colSpan === 1 ? cell.textContent.trim() : "";
    if (["", "–", "none"].includes(text)) return null;
    const value = number(text);
    return Number.isNaN(value) ? text : value;
  }

  /** Ascending; numbers before texts. */
  function compare(one, other) {
    if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
    return typeof one === "number" ? one - other : one.localeCompare(other, "en", { numeric: true });
  }

  function sort(bodies, column, direction) {
    for (const { body, rows } of bodies) {
      const keyed = rows.map((row) => [direction ? key(row, column) : 0, row]);
      // Empty cells come last either way, and what is equal stays as it was.
      keyed.sort(([one], [other]) => {
        if (one === null || other === null) return (one === null) - (other === null);
        return direction * compare(one, other);
      });
      const places = [...body.rows].map((row) => (rows.includes(row) ? keyed.shift()[1] : row));
      body.append(...places);
    }
  }

  function addSorting(table) {
    const bodies = [...table.tBodies].map((body) => ({ body, rows: movable(body) }));
    const spans = bodies.some(({ rows }) => rows.some((row) => [...row.cells].some((cell) => cell.rowSpan > 1)));
    const most = Math.max(...bodies.map(({ rows }) => rows.length));
    const count = bodies.reduce((sum, { rows }) => sum + rows.length, 0);
    if (spans || most < 2 || count < FEW) return;
    const heads = columns([...table.tHead.rows]).at(-1);
    heads.forEach((head, column) => {
      if (head.colSpan > 1 || !head.textContent.trim()) return;
      const button = make("button", {
        type: "button",
        class: "sort",
        title: "Sort by this column; arrow keys go to other columns",
        click: () => {
          const direction = { ascending: -1, descending: 0 }[head.getAttribute("aria-sort")] ?? 1;
          heads.forEach((other) => other.removeAttribute("aria-sort"));
          if (direction) head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
          sort(bodies, column, direction);
        },
      });
      button.append(...head.childNodes);
      head.append(button);
    });
    rove(heads.flatMap((head) => [...head.querySelectorAll(".sort")]));
  }

  function addFilter(table, around) {
    const bodies = [...table.tBodies].map((body) => ({ body, rows: movable(body) }));
    const rows = bodies.flatMap((body) => body.rows);
    if (rows.length <= MANY) return;
    const said = make("output", {});
    const field = make("input", {
      type: "search", placeholder: "Filter rows", "aria-label": `Filter the rows of ${called(around)}`,
      input: () => filter(),
    });
    const filter = () => {
      const wanted = field.value.toLowerCase().trim();
      let shown = 0;
      for (const { body, rows: own } of bodies) {
        // The row that heads a body speaks for all of its rows.
        const head = own.includes(body.rows[0]) ? "" : body.rows[0].textContent;
        for (const row of own) {
          row.hidden = !`${head} ${row.textContent}`.toLowerCase().includes(wanted);
          shown += !row.hidden;
        }
        body.hidden = own.length > 0 && own.every((row) => row.hidden);
      }
      said.textContent = wanted ? `${shown} of ${rows.length} rows` : "";
    };
    around.prepend(make("div", { class: "filter" }, field, said));
    // A jump to a row that is hidden shows all rows.
    window.addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!field.value || !target || !table.contains(target)) return;
      field.value = "";
      filter();
      target.scrollIntoView();
    });
  }

  /** The head stays in sight where the table needs no scrolling of its own. */
  const watch = new ResizeObserver((entries) => {
    for (const { target: around } of entries) {
      const table = around.querySelector("table");
      around.classList.toggle("fits", table.offsetWidth <= around.clientWidth);
      const height = table.tHead.offsetHeight;
      if (height) around.style.setProperty("--head", `${height}px`);
    }
  });

  later(() => {
    for (const around of document.querySelectorAll(".table")) {
      const table = around.querySelector("table");
      if (!table?.tHead) continue;
      addSorting(table);
      addFilter(table, around);
      if (table.querySelector("tbody[id], tbody [id]")) watch.observe(around);
    }
    performance.mark("tools");
  });
})();
