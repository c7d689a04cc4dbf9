/** A value that follows a JSON schema, for agents that demand one from a model beside the conversation. */
import { isBody } from './conversation.ts';

/** The smallest such value: required properties only, the first of each choice. */
export function sampleOf(schema: unknown): unknown {
  if (!isBody(schema)) return {};
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if ('const' in schema) return schema['const'];
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(choices)) return sampleOf(choices[0]);
  switch (String(schema['type']).toLowerCase()) {
    case 'string':
      return 'Noted.';
    case 'number':
    case 'integer':
      return 1;
    case 'boolean':
      return false;
    case 'array':
      return [];
    default: {
      const properties = isBody(schema['properties']) ? schema['properties'] : {};
      const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
      return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name])]));
    }
  }
}
