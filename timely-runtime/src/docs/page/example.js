// Values for forms: the document's own examples, or else values that are made of schemas.

// However schemas hold each other, an example has no more values than this, and no more levels.
const MOST_VALUES = 300;
const MOST_LEVELS = 8;

// What a media type or parameter says itself.
const ownExample = (holder) => {
  if (holder.example !== undefined) return holder.example;
  for (const [, entry] of entriesOf(holder.examples)) {
    const example = resolved(entry);
    if (example.value !== undefined) return example.value;
    if (example.dataValue !== undefined) return example.dataValue;
  }
  return undefined;
};

const BY_FORMAT = {
  date: "2026-01-31",
  "date-time": "2026-01-31T09:30:00Z",
  time: "09:30:00Z",
  email: "ana@example.com",
  uuid: "123e4567-e89b-42d3-a456-426614174000",
  uri: "https://example.com/",
  url: "https://example.com/",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
};

const exampleOf = (entry) => {
  let left = MOST_VALUES;
  const make = (from, level) => {
    const { value } = resolve(from);
    if (!isObject(value) || level > MOST_LEVELS || left <= 0) return null;
    left -= 1;
    const schema = value;
    if (schema.example !== undefined) return schema.example;
    if (listOf(schema.examples).length > 0) return schema.examples[0];
    if (schema.const !== undefined) return schema.const;
    if (schema.default !== undefined) return schema.default;
    if (listOf(schema.enum).length > 0) return schema.enum[0];
    const choice = listOf(schema.oneOf)[0] ?? listOf(schema.anyOf)[0];
    if (choice !== undefined && !schema.properties) return make(choice, level + 1);
    const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
    if (type === "array" || (type === undefined && schema.items)) return [make(schema.items ?? {}, level + 1)];
    if (type === "object" || schema.properties || schema.allOf) {
      const made = {};
      for (const part of listOf(schema.allOf)) {
        const inner = make(part, level + 1);
        if (!isObject(inner)) return inner ?? made;
        Object.assign(made, inner);
      }
      for (const [name, property] of entriesOf(schema.properties)) {
        if (left <= 0) break;
        if (resolved(property).readOnly !== true) {
          Object.defineProperty(made, name, { value: make(property, level + 1), enumerable: true, configurable: true, writable: true });
        }
      }
      return made;
    }
    if (type === "integer" || type === "number") return typeof schema.minimum === "number" ? schema.minimum : 0;
    if (type === "boolean") return true;
    if (type === "string") return BY_FORMAT[schema.format] ?? "text";
    return null;
  };
  return make(entry, 0);
};
