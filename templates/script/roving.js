// In a group of buttons the Tab key stops once, and the arrow keys go from one to the next.
for (const group of document.querySelectorAll(".legend, thead")) {
  const buttons = [...group.querySelectorAll("button")];
  const stopAt = (button) => {
    for (const one of buttons) one.tabIndex = one === button ? 0 : -1;
  };
  stopAt(buttons[0]);
  if (group.matches(".legend")) group.setAttribute("role", "toolbar");
  group.addEventListener("focusin", ({ target }) => {
    if (buttons.includes(target)) stopAt(target);
  });
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = buttons[buttons.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
