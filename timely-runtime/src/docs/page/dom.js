// Elements from texts. Nothing here makes markup of a text: what a document says is a text node or the value of one of a
// few attributes, none of which runs.

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, run] of Object.entries(value)) made.addEventListener(event, run);
    } else if (value === true) {
      made.setAttribute(name, "");
    } else if (value !== undefined && value !== null && value !== false) {
      made.setAttribute(name, String(value));
    }
  }
  append(made, children);
  return made;
};

const append = (parent, children) => {
  for (const child of children) {
    if (Array.isArray(child)) append(parent, child);
    else if (child !== undefined && child !== null && child !== false && child !== "") parent.append(child);
  }
};

// What is built when it is opened, and no sooner: a document may be large, and schemas may hold themselves.
const opened = (attributes, summary, build) => {
  const details = element("details", attributes, element("summary", {}, summary));
  let isBuilt = false;
  const open = () => {
    if (isBuilt || !details.open) return;
    isBuilt = true;
    append(details, [build()]);
  };
  details.addEventListener("toggle", open);
  details.build = () => {
    details.open = true;
    open();
  };
  return details;
};

let numbered = 0;
const newId = () => `id-${(numbered += 1)}`;

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value) => (Array.isArray(value) ? value : []);
const entriesOf = (value) => (isObject(value) ? Object.entries(value) : []);
const textOf = (value) => (typeof value === "string" ? value : "");

// A value as a person would write it in JSON.
const shown = (value) => {
  const text = JSON.stringify(value, null, 2);
  return text === undefined ? "" : text;
};
