/** Whether a statement of SQL only reads: by words that are known to, not by the absence of others. */

const MAX_SQL = 4000;
const begins = /^(?:select|explain|with|show|table|values|describe|desc)$/;
/** Behind these stands no argument list of a function. */
const notCalls = new Set(
  'select from where and or not in exists any all some on using as values over filter within by having with recursive case when then else explain partition distinct union except intersect join left right lateral between like ilike is limit offset interval table array group order end cast materialized rollup cube'.split(
    ' ',
  ),
);
/** Functions that compute from what they are given, or tell about the database. */
const functions = new Set(
  (
    'count sum avg min max coalesce nullif greatest least abs round ceil ceiling floor mod power sqrt sign trunc random lower upper length char_length octet_length trim ltrim rtrim btrim substr substring replace left right lpad rpad concat concat_ws position strpos split_part ' +
    'string_agg array_agg json_agg jsonb_agg json_object_agg jsonb_object_agg json_build_object jsonb_build_object json_build_array to_json to_jsonb row_to_json jsonb_pretty jsonb_array_length json_array_length jsonb_array_elements jsonb_each jsonb_typeof jsonb_object_keys json_each json_extract ' +
    'now date_trunc date_part extract age to_char to_date to_timestamp make_date current_date current_timestamp current_database current_schema current_user version date datetime strftime julianday year month day ' +
    'row_number rank dense_rank ntile lag lead first_value last_value nth_value percentile_cont percentile_disc mode stddev variance bool_and bool_or every unnest cardinality array_length array_to_string any_value generate_series md5 ' +
    'format_type pg_size_pretty pg_relation_size pg_total_relation_size pg_table_size pg_indexes_size pg_database_size pg_get_indexdef pg_get_constraintdef pg_get_viewdef pg_get_expr pg_typeof pg_column_size obj_description col_description group_concat ifnull if iif isnull char varchar numeric decimal'
  ).split(' '),
);
/** A word that changes something wherever it stands. */
const changing = new Set(
  'insert update delete merge drop alter create truncate grant revoke copy call do into lock set reset vacuum cluster reindex refresh notify listen unlisten prepare execute deallocate begin start commit rollback savepoint security import load handler replace_into outfile dumpfile attach detach pragma declare fetch move close discard comment checkpoint'.split(
    ' ',
  ),
);

/** @param sql one statement, or one of psql's own commands that describe something (`\d+ users`) */
export function readsOnly(sql: string): boolean {
  const text = sql.trim();
  if (text.length > MAX_SQL) return false;
  if (text.startsWith('\\')) return /^\\(?:d[a-zS]*\+?|l\+?|z|conninfo|sf\+?|sv\+?)(?:\s+[\w.*"]+)*$/.test(text);
  const bare = withoutTexts(text);
  // Comments, quoting by dollars, a second statement and psql's own commands may hide what is not seen here.
  if (bare === undefined || /[$@#`{}]|--|\/\*|;\s*\S/.test(bare)) return false;
  const words = bare.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
  if (!begins.test(words[0] ?? '') || words.some((word) => changing.has(word))) return false;
  // A function of a schema of its own can be anything.
  for (const [, dot, name = ''] of bare.toLowerCase().matchAll(/(\.?)\s*([\p{L}\p{N}_]+)\s*\(/gu))
    if (dot !== '' || (!notCalls.has(name) && !functions.has(name))) return false;
  return !/[)\]]\s*\(/.test(bare);
}

/** Without what stands in quotes; a quote that is not closed is undefined. */
function withoutTexts(text: string): string | undefined {
  // A text with escapes ends elsewhere than it seems to.
  if (text.includes('\\')) return undefined;
  const bare = text.replace(/'(?:[^']|'')*'/g, ' 0 ').replace(/"(?:[^"]|"")*"/g, ' quoted_name ');
  return /['"]/.test(bare) ? undefined : bare;
}
