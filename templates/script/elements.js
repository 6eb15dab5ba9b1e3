"use strict";

/** An element with these attributes and children; a function is the listener of its event. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** What a table or a figure is called, such as “Table 3”. */
function called(thing) {
  return thing.querySelector(".number").textContent.replace(/\.$/, "");
}

/** Makes buttons one stop of the Tab key: the arrow keys go from one to the next. */
function rove(buttons) {
  buttons.forEach((button, at) => {
    button.tabIndex = at ? -1 : 0;
    button.addEventListener("focus", () => {
      for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
    });
    button.addEventListener("keydown", (event) => {
      const places = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 };
      const next = buttons[places[event.key]];
      if (!next) return;
      next.focus();
      event.preventDefault();
    });
  });
}

/** Once the page is there: first it is to be read, then to be worked with. */
function later(work) {
  addEventListener("load", () => setTimeout(work));
}
