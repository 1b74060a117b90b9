// Schemas as trees, of which a part is built when it is opened.

const LIMITS = [
  ["minimum", "≥"],
  ["exclusiveMinimum", ">"],
  ["maximum", "≤"],
  ["exclusiveMaximum", "<"],
  ["multipleOf", "multiple of"],
  ["minLength", "length ≥"],
  ["maxLength", "length ≤"],
  ["pattern", "pattern"],
  ["minItems", "items ≥"],
  ["maxItems", "items ≤"],
  ["minProperties", "properties ≥"],
  ["maxProperties", "properties ≤"],
];

const typeOf = (schema) => {
  if (typeof schema === "boolean") return schema ? "anything" : "nothing";
  const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  const names = types.map((type) => (type === "array" ? arrayType(schema) : String(type)));
  if (names.length === 0) {
    if (schema.properties) names.push("object");
    else if (schema.items) names.push(arrayType(schema));
    else if (schema.oneOf) names.push("one of");
    else if (schema.anyOf) names.push("any of");
    else if (schema.allOf) names.push("all of");
    else if (schema.enum) names.push("enum");
    else if (schema.const === undefined) names.push("anything");
  }
  if (schema.nullable === true) names.push("null");
  const format = typeof schema.format === "string" ? ` (${schema.format})` : "";
  return names.join(" or ") + format;
};

const arrayType = (schema) => {
  const { value, name } = resolve(schema.items ?? {});
  return `array of ${name ?? (isObject(value) && value.type !== "array" ? typeOf(value) : "…")}`;
};

const badges = (schema) => {
  const marks = [];
  if (schema.deprecated === true) marks.push(element("span", { class: "badge old" }, "deprecated"));
  if (schema.readOnly === true) marks.push(element("span", { class: "badge" }, "read only"));
  if (schema.writeOnly === true) marks.push(element("span", { class: "badge" }, "write only"));
  return marks;
};

// What a schema asks of a value, in a line each.
const facts = (schema) => {
  const lines = LIMITS.filter(([key]) => schema[key] !== undefined && typeof schema[key] !== "boolean").map(([key, words]) =>
    element("li", {}, `${words} `, element("code", {}, String(schema[key]))),
  );
  if (schema.exclusiveMinimum === true) lines.push(element("li", {}, "the minimum itself is excluded"));
  if (schema.exclusiveMaximum === true) lines.push(element("li", {}, "the maximum itself is excluded"));
  if (schema.uniqueItems === true) lines.push(element("li", {}, "each item once"));
  const values = (key, words, list) => {
    const codes = list.slice(0, 200).flatMap((value) => [" ", element("code", {}, JSON.stringify(value) ?? "")]);
    const more = list.length > 200 ? [` and ${list.length - 200} more`] : [];
    lines.push(element("li", { class: key }, words, codes, more));
  };
  if (Array.isArray(schema.enum)) values("enum", "one of", schema.enum);
  if (schema.const !== undefined) values("const", "always", [schema.const]);
  if (schema.default !== undefined) values("default", "by default", [schema.default]);
  const examples = schema.example !== undefined ? [schema.example] : listOf(schema.examples);
  if (examples.length > 0) values("example", "such as", examples.slice(0, 3));
  return lines.length > 0 ? element("ul", { class: "facts" }, lines) : undefined;
};

// A schema with a heading of its own: closed where there is more to it than a line.
const schemaEntry = (label, entry, isRequired) => {
  const { value, name } = resolve(entry);
  const schema = isObject(value) ? value : {};
  const type = name ?? typeOf(value ?? {});
  const mark = isRequired ? element("span", { class: "badge must" }, "required") : undefined;
  const head = [
    label !== undefined && element("code", { class: "name" }, label),
    " ",
    element("span", { class: "type" }, type),
    " ",
    mark,
    badges(schema),
  ];
  if (!hasMore(schema)) {
    return element("div", { class: "leaf" }, element("div", {}, head), textOf(schema.description) && markdown(schema.description), facts(schema));
  }
  return opened({ class: "schema" }, head, () => schemaBody(schema));
};

const NESTED = ["properties", "patternProperties", "additionalProperties", "items", "prefixItems", "oneOf", "anyOf", "allOf", "not"];
const hasMore = (schema) => NESTED.some((key) => isObject(schema[key]) || listOf(schema[key]).length > 0);

// All of a schema but its heading.
const schemaBody = (schema) => {
  const body = element("div", { class: "schema-body" });
  if (textOf(schema.description)) body.append(markdown(schema.description));
  append(body, [facts(schema)]);
  const required = new Set(listOf(schema.required));
  append(body, entriesOf(schema.properties).map(([name, property]) => schemaEntry(name, property, required.has(name))));
  append(body, entriesOf(schema.patternProperties).map(([pattern, property]) => schemaEntry(`/${pattern}/`, property)));
  if (isObject(schema.additionalProperties)) body.append(schemaEntry("any other", schema.additionalProperties));
  if (schema.additionalProperties === false) body.append(element("p", { class: "note" }, "and no other properties"));
  append(body, listOf(schema.prefixItems).map((item, index) => schemaEntry(`[${index}]`, item)));
  if (isObject(schema.items)) body.append(schemaEntry("each item", schema.items));
  for (const [key, words] of [
    ["allOf", "all of"],
    ["oneOf", "exactly one of"],
    ["anyOf", "any of"],
  ]) {
    const list = listOf(schema[key]);
    if (list.length > 0) {
      body.append(element("div", { class: "choice" }, element("p", { class: "note" }, words), list.map((one) => schemaEntry(undefined, one))));
    }
  }
  if (isObject(schema.not)) body.append(schemaEntry("not", schema.not));
  const discriminator = textOf(schema.discriminator?.propertyName);
  if (discriminator) {
    body.append(element("p", { class: "note" }, "told apart by ", element("code", {}, discriminator)));
  }
  return body;
};

const schemaView = (entry) => {
  const view = schemaEntry(undefined, entry);
  if (view.build) view.build();
  return view;
};
