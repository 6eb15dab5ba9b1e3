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
