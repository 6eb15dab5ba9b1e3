/* A figure in a dialog over the page: by its button, or by a click on its drawing. */
(() => {
  const dialog = make("dialog", { class: "enlarged" });
  const content = make("div", { class: "content" });
  const close = make("button", { type: "button", class: "close", click: () => dialog.close() }, "Close");
  dialog.append(close, content);
  document.body.append(dialog);
  let restore = () => {};
  dialog.addEventListener("close", () => restore());
  // A click beside the drawing.
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  function enlarge(figure, button) {
    const drawing = figure.querySelector(".drawing");
    const [card, tools] = drawing.children;
    const [, , width, height] = card.querySelector("svg").getAttribute("viewBox").split(" ");
    drawing.style.minHeight = `${drawing.offsetHeight}px`;
    content.replaceChildren(card, tools);
    // The tools' stop of the Tab key, for their last one is not shown here.
    tools.firstElementChild.tabIndex = 0;
    content.style.setProperty("--ratio", width / height);
    dialog.setAttribute("aria-label", called(figure));
    restore = () => {
      drawing.append(card, tools);
      drawing.style.minHeight = "";
      button.focus();
    };
    dialog.showModal();
  }

  later(() => {
    for (const drawing of document.querySelectorAll("figure > .drawing")) {
      const figure = drawing.parentElement;
      const button = make("button", {
        type: "button", class: "enlarge", "aria-label": `Enlarge ${called(figure)}`,
        click: () => enlarge(figure, button),
      }, "Enlarge");
      const tools = drawing.querySelector(".tools") ?? make("div", { class: "tools" });
      tools.append(button);
      drawing.append(tools);
      rove([...tools.children]);
      drawing.querySelector(".card").addEventListener("click", (event) => {
        // A finger on a curve reads it.
        const reads = event.pointerType === "touch" && event.target.closest(".panel");
        if (!dialog.open && !reads) enlarge(figure, button);
      });
    }
  });
})();
