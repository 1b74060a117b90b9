// The page: all operations in sections, of which each is built when it is opened.

let chosenServer;

const serverOf = ({ operation, shared }) => (serversOf(operation)[0] ?? serversOf(shared)[0] ?? { url: chosenServer.value }).url;

const parameterView = (parameter) => {
  const isRequired = parameter.in === "path" || parameter.required === true;
  const label = element("p", { class: "parameter" }, element("code", { class: "name" }, parameter.name), ` in ${parameter.in} `, isRequired && element("span", { class: "badge must" }, "required"), badges(parameter));
  return element("div", { class: "entry" }, label, textOf(parameter.description) && markdown(parameter.description), schemaEntry(undefined, schemaOf(parameter)));
};

const examplesOf = (media) => {
  const examples = entriesOf(media.examples).map(([name, entry]) => [name, resolved(entry)]);
  if (media.example !== undefined) examples.unshift(["Example", { value: media.example }]);
  return examples.map(([name, example]) => {
    const value = example.value ?? example.dataValue ?? example.serializedValue ?? example.externalValue;
    return opened({ class: "example" }, `Example: ${textOf(example.summary) || name}`, () =>
      element("div", {}, textOf(example.description) && markdown(example.description), element("pre", {}, typeof value === "string" ? value : shown(value))),
    );
  });
};

const mediaView = ([type, entry]) => {
  const media = resolved(entry);
  const schema = media.schema ?? media.itemSchema;
  return element("div", { class: "media" }, element("p", {}, element("code", {}, type)), schema !== undefined && schemaView(schema), examplesOf(media));
};

const responseView = (operation) => ([status, entry]) => {
  const response = resolved(entry);
  const headers = entriesOf(response.headers).map(([name, header]) => {
    const one = resolved(header);
    return element("div", { class: "entry" }, element("p", {}, element("code", { class: "name" }, name)), textOf(one.description) && markdown(one.description), schemaEntry(undefined, schemaOf(one)));
  });
  const links = entriesOf(response.links).map(([name, one]) => element("li", {}, element("code", {}, name), ` to ${textOf(resolved(one).operationId) || textOf(resolved(one).operationRef)}`));
  const head = [element("strong", { class: `status s${status[0]}` }, status), " ", textOf(response.description).split("\n")[0]];
  return opened({ class: "response" }, head, () =>
    element("div", {}, textOf(response.description).includes("\n") && markdown(response.description), contentOf(response, operation).map(mediaView), headers.length > 0 && element("h5", {}, "Headers"), headers, links.length > 0 && element("ul", {}, links)),
  );
};

const securityView = (operation) => {
  const ways = securityOf(operation).map((way) => {
    const names = entriesOf(way).map(([name, scopes]) => (listOf(scopes).length > 0 ? `${name} (${listOf(scopes).join(", ")})` : name));
    return names.length > 0 ? names.join(" and ") : "nothing";
  });
  return ways.length > 0 ? element("p", { class: "security" }, "Needs ", ways.join(", or ")) : undefined;
};

const operationBody = (entry, isCalled) => {
  const { operation } = entry;
  const parameters = parametersOf(entry).filter((parameter) => !isBodyOf2(parameter));
  const body = bodyOf(entry);
  const docs = operation.externalDocs;
  const callbacks = entriesOf(operation.callbacks).flatMap(([name, one]) => operationsOf(resolved(one)).map((inner) => [name, inner]));
  return element(
    "div",
    { class: "operation-body" },
    textOf(operation.description) && markdown(operation.description),
    docs && textOf(docs.url) && element("p", {}, link(docs.url, textOf(docs.description) || docs.url)),
    securityView(operation),
    parameters.length > 0 && element("h4", {}, "Parameters"),
    parameters.map(parameterView),
    body && element("h4", {}, "Body", body.required === true ? " (required)" : ""),
    body && textOf(body.description) && markdown(body.description),
    body && entriesOf(body.content).map(mediaView),
    element("h4", {}, "Answers"),
    entriesOf(operation.responses).map(responseView(operation)),
    callbacks.length > 0 && element("h4", {}, "Callbacks"),
    callbacks.map(([name, inner]) => operationView(inner, false, `${name}: `)),
    isCalled && tryForm(entry, serverOf),
  );
};

const operationView = (entry, isCalled, before = "") => {
  const { method, path, operation } = entry;
  const isOld = operation.deprecated === true;
  const head = [
    element("span", { class: `method ${METHODS.includes(method.toLowerCase()) ? method.toLowerCase() : "other"}` }, method),
    " ",
    element("code", { class: isOld ? "path old" : "path" }, before + path),
    " ",
    element("span", { class: "summary" }, textOf(operation.summary)),
    isOld && element("span", { class: "badge old" }, "deprecated"),
  ];
  const view = opened({ class: "operation" }, head, () => operationBody(entry, isCalled));
  view.words = [method, path, operation.operationId, operation.summary, ...tagsOf(operation)].join(" ").toLowerCase();
  if (typeof operation.operationId === "string") view.dataset.operation = operation.operationId;
  return view;
};

// The sections by tag: those that the document names first, in its order.
const sections = () => {
  const named = listOf(api.tags).filter((tag) => isObject(tag) && typeof tag.name === "string");
  const byTag = new Map(named.map((tag) => [tag.name, []]));
  for (const entry of operationsOf(api.paths)) {
    const tag = tagsOf(entry.operation)[0];
    if (!byTag.has(tag)) byTag.set(tag, []);
    byTag.get(tag).push(operationView(entry, true));
  }
  const texts = new Map(named.map((tag) => [tag.name, tag.description]));
  const made = [...byTag].filter(([, operations]) => operations.length > 0);
  return made.map(([tag, operations]) => section(tag, texts.get(tag), operations));
};

const section = (title, description, views) => element("section", {}, element("h2", {}, title), textOf(description) && markdown(description), views);

const search = (place) => {
  const input = element("input", { type: "search", id: "search", placeholder: "Search operations", autocomplete: "off" });
  const found = element("span", { role: "status", class: "found" });
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    let count = 0;
    for (const part of place.querySelectorAll("section")) {
      let shownHere = 0;
      for (const view of part.querySelectorAll(":scope > .operation")) {
        view.hidden = !words.every((word) => view.words.includes(word));
        if (!view.hidden) shownHere += 1;
      }
      part.hidden = words.length > 0 && shownHere === 0;
      count += shownHere;
    }
    found.textContent = words.length > 0 ? `${count} found` : "";
  });
  return element("form", { role: "search", on: { submit: (event) => event.preventDefault() } }, element("label", { for: "search" }, "Search"), " ", input, " ", found);
};

const serverChoice = () => {
  chosenServer = element("select", { id: "server" }, servers().map(({ url, description }) => element("option", { value: url }, description ? `${url} (${description})` : url)));
  return element("p", { class: "server" }, element("label", { for: "server" }, "Server"), " ", chosenServer);
};

// The operation that the address names, `#operation=name`.
const openNamed = () => {
  const name = new URLSearchParams(location.hash.slice(1)).get("operation");
  if (!name) return;
  for (const view of document.querySelectorAll(".operation")) {
    if (view.dataset.operation === name) {
      view.build();
      view.scrollIntoView();
      return;
    }
  }
};

const showAll = () => {
  const info = isObject(api.info) ? api.info : {};
  const place = element("div", { id: "operations", tabindex: "-1" });
  append(place, sections());
  const hooks = operationsOf(api.webhooks ?? {}).map((entry) => operationView(entry, false));
  if (hooks.length > 0) place.append(section("Webhooks", undefined, hooks));
  const schemas = schemasOfAll();
  const content = document.getElementById("content");
  append(content, [
    textOf(info.description) && opened({ class: "introduction", open: true }, "About", () => markdown(info.description)),
    serverChoice(),
    keysForm(),
    search(place),
    place,
    schemas.length > 0 && opened({ class: "schemas" }, `Schemas (${schemas.length})`, () => element("div", {}, schemas.map(([name, schema]) => schemaEntry(name, schema)))),
  ]);
  content.querySelector(".introduction")?.build();
  const version = isVersion2() ? `Swagger ${api.swagger}` : `OpenAPI ${api.openapi}`;
  const about = document.getElementById("about");
  append(about, [`Version ${info.version}, ${version}. `, element("a", { href: apiAddress }, "The document")]);
};

const start = async () => {
  const status = document.getElementById("status");
  apiAddress = new URL(document.body.dataset.document, document.baseURI).href;
  try {
    const response = await fetch(apiAddress, { credentials: "same-origin" });
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    api = await response.json();
    showAll();
    status.remove();
    openNamed();
    addEventListener("hashchange", openNamed);
    document.body.dataset.ready = "";
  } catch (error) {
    status.textContent = `The document cannot be shown: ${error.message}`;
  }
};

start();
