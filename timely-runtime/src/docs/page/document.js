// The document, of any version of OpenAPI, as the rest of the page asks for it.

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

let api = {};
let apiAddress = document.baseURI;

// What a reference within the document leads to, with the name of its place.
const resolve = (value) => {
  let found = value;
  let name;
  for (let hops = 0; hops < 32 && isObject(found) && typeof found.$ref === "string"; hops += 1) {
    const { $ref: reference, ...beside } = found;
    if (!reference.startsWith("#")) return { value: beside, name: reference };
    const keys = reference.slice(1).split("/").slice(1);
    let at = api;
    for (const key of keys) {
      const plain = unescaped(key);
      at = typeof at === "object" && at !== null && Object.hasOwn(at, plain) ? at[plain] : undefined;
    }
    name ??= unescaped(keys.at(-1) ?? "");
    // What stands beside a reference is said as well (OpenAPI 3.1.1, section 4.8.23).
    found = isObject(at) ? { ...at, ...beside } : at;
  }
  return { value: found, name };
};

const unescaped = (key) => {
  try {
    return decodeURIComponent(key).replace(/~1/g, "/").replace(/~0/g, "~");
  } catch {
    return key;
  }
};

const resolved = (value) => {
  const found = resolve(value).value;
  return isObject(found) ? found : {};
};

const isVersion2 = () => typeof api.swagger === "string";

// Every operation with its place.
const operationsOf = (paths) => {
  const found = [];
  for (const [path, item] of entriesOf(paths)) {
    const shared = resolved(item);
    const own = METHODS.filter((method) => isObject(shared[method])).map((method) => [method, shared[method]]);
    const more = entriesOf(shared.additionalOperations);
    for (const [method, operation] of [...own, ...more]) {
      if (isObject(operation)) found.push({ method: method.toUpperCase(), path, operation, shared });
    }
  }
  return found;
};

const tagsOf = (operation) => {
  const tags = listOf(operation.tags).filter((tag) => typeof tag === "string");
  return tags.length > 0 ? tags : ["default"];
};

// The parameters of an operation; its own take the place of those of its path.
const parametersOf = ({ operation, shared }) => {
  const all = new Map();
  for (const entry of [...listOf(shared.parameters), ...listOf(operation.parameters)]) {
    const parameter = resolved(entry);
    if (typeof parameter.name === "string" && typeof parameter.in === "string") {
      all.set(`${parameter.in} ${parameter.name}`, parameter);
    }
  }
  return [...all.values()];
};

const isBodyOf2 = (parameter) => isVersion2() && ["body", "formData"].includes(parameter.in);

// The schema of a parameter or header: in version 2.0 it is one itself.
const schemaOf = (parameter) => {
  if (parameter.schema !== undefined) return parameter.schema;
  const content = Object.values(isObject(parameter.content) ? parameter.content : {})[0];
  if (content) return resolved(content).schema ?? {};
  const { name, in: place, required, description, ...schema } = parameter;
  return schema;
};

// The body that an operation takes, as version 3 has it.
const bodyOf = (entry) => {
  const { operation } = entry;
  if (!isVersion2()) return operation.requestBody === undefined ? undefined : resolved(operation.requestBody);
  const parameters = parametersOf(entry).filter(isBodyOf2);
  if (parameters.length === 0) return undefined;
  const consumes = listOf(operation.consumes ?? api.consumes).filter((type) => typeof type === "string");
  const whole = parameters.find((parameter) => parameter.in === "body");
  if (whole) {
    const types = consumes.length > 0 ? consumes : ["application/json"];
    const content = Object.fromEntries(types.map((type) => [type, { schema: whole.schema ?? {} }]));
    return { description: whole.description, required: whole.required, content };
  }
  const hasFile = parameters.some((parameter) => parameter.type === "file");
  const type = hasFile ? "multipart/form-data" : consumes.find((one) => /form/.test(one)) ?? "application/x-www-form-urlencoded";
  const properties = Object.fromEntries(parameters.map((one) => [one.name, { description: one.description, ...schemaOf(one) }]));
  const required = parameters.filter((one) => one.required === true).map((one) => one.name);
  return { content: { [type]: { schema: { type: "object", properties, required } } } };
};

// The media types of an answer, as version 3 has them.
const contentOf = (response, operation) => {
  if (!isVersion2()) return entriesOf(response.content);
  if (response.schema === undefined) return [];
  const produces = listOf(operation.produces ?? api.produces).filter((type) => typeof type === "string");
  return (produces.length > 0 ? produces : ["application/json"]).map((type) => [
    type,
    { schema: response.schema, example: isObject(response.examples) ? response.examples[type] : undefined },
  ]);
};

const schemasOfAll = () => entriesOf(isVersion2() ? api.definitions : api.components?.schemas);

const schemesOfAll = () =>
  entriesOf(isVersion2() ? api.securityDefinitions : api.components?.securitySchemes).map(([name, scheme]) => [
    name,
    resolved(scheme),
  ]);

const securityOf = (operation) => listOf(operation.security ?? api.security).filter(isObject);

// A text without the slashes at its end, in linear time.
const withoutSlashes = (text) => {
  let end = text.length;
  while (text[end - 1] === "/") end -= 1;
  return text.slice(0, end);
};

// The addresses of the servers, absolute, with variables at their defaults.
const serversOf = (from) => {
  const own = listOf(from.servers).filter((server) => isObject(server) && typeof server.url === "string");
  return own.flatMap((server) => {
    const url = server.url.replace(/\{([^{}]{1,100})\}/g, (whole, name) => textOf(server.variables?.[name]?.default) || whole);
    try {
      const { href, protocol } = new URL(url, apiAddress);
      const isCalled = ["http:", "https:"].includes(protocol);
      return isCalled ? [{ url: withoutSlashes(href), description: textOf(server.description) }] : [];
    } catch {
      return [];
    }
  });
};

const servers = () => {
  if (!isVersion2()) {
    const found = serversOf(api);
    return found.length > 0 ? found : [{ url: withoutSlashes(new URL("/", apiAddress).href), description: "" }];
  }
  const here = new URL(apiAddress);
  const schemes = listOf(api.schemes).length > 0 ? api.schemes : [here.protocol.replace(":", "")];
  const path = withoutSlashes(textOf(api.basePath));
  return schemes.map((scheme) => ({ url: `${scheme}://${textOf(api.host) || here.host}${path}`, description: "" }));
};
