import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readsOnly } from '../../../src/guard/commands/sql.ts';

test('statements that only read', () => {
  for (const sql of [
    'select 1',
    'SELECT count(*) FROM invoices;',
    "select id, sum(l.amount) from a i join b l on l.a_id = i.id where i.x = 'it''s; drop' group by 1 order by 2 desc limit 5",
    'explain (analyze, buffers) select * from a where (b, id) < (1, 2)',
    'with t as (select 1 as x) select * from t',
    "select indexname, pg_size_pretty(pg_relation_size('a')) from pg_indexes where tablename in ('a', 'b')",
    'show search_path',
    'select * from "update"',
    String.raw`\d+ users`,
    String.raw`\dt`,
    String.raw`\l`,
  ])
    assert.equal(readsOnly(sql), true, sql);
});

test('what may do more, or cannot be told', () => {
  for (const sql of [
    '',
    'delete from a',
    'select 1; delete from a',
    'select 1; select 2',
    'with x as (delete from a returning *) select * from x',
    'select * into b from a',
    'select * from a for update',
    'explain analyze insert into a values (1)',
    "select pg_read_file('/etc/passwd')",
    "select pg_terminate_backend(1)",
    "select nextval('a')",
    'select f()',
    'select other.count(1)',
    'select other . count(1)',
    'select "f"(1)',
    'select (array[f])(1)',
    "copy a to program 'sh'",
    'do $$ begin end $$',
    'select $$a$$',
    'select 1 -- x',
    'select 1 /* x */',
    "select 'a\\'; drop table b; --'",
    "select e'\\x27'",
    "select 'a",
    'select `a`',
    'set role admin',
    String.raw`\! id`,
    String.raw`\copy a from b`,
    String.raw`\i a.sql`,
    String.raw`\d a; drop table b`,
    String.raw`select 1 \g |sh`,
    'call f()',
    'vacuum',
    `select ${'1,'.repeat(3000)}1`,
  ])
    assert.equal(readsOnly(sql), false, sql);
});
