/** Where the documentation of languages, tools and libraries is: who may read at one place may at the others. */

/** Names of hosts; nobody but those who write the documentation puts anything there. */
const places: readonly (readonly string[])[] = [
  'developer.mozilla.org www.w3.org html.spec.whatwg.org tc39.es web.dev nodejs.org www.typescriptlang.org react.dev vuejs.org svelte.dev angular.dev nextjs.org vite.dev vitest.dev rollupjs.org esbuild.github.io jestjs.io playwright.dev docs.cypress.io testing-library.com eslint.org typescript-eslint.io prettier.io biomejs.dev pnpm.io docs.npmjs.com turborepo.com nx.dev expressjs.com fastify.dev zod.dev orm.drizzle.team www.prisma.io tailwindcss.com storybook.js.org'.split(' '),
  'docs.python.org peps.python.org packaging.python.org pip.pypa.io docs.astral.sh python-poetry.org docs.pytest.org mypy.readthedocs.io setuptools.pypa.io docs.pydantic.dev fastapi.tiangolo.com typer.tiangolo.com docs.sqlalchemy.org alembic.sqlalchemy.org docs.djangoproject.com flask.palletsprojects.com click.palletsprojects.com www.python-httpx.org requests.readthedocs.io docs.aiohttp.org docs.celeryq.dev numpy.org pandas.pydata.org docs.scipy.org scikit-learn.org pytorch.org'.split(' '),
  'doc.rust-lang.org rust-lang.github.io serde.rs tokio.rs rust-lang-nursery.github.io'.split(' '),
  'go.dev tour.golang.org gobyexample.com'.split(' '),
  'docs.oracle.com docs.gradle.org maven.apache.org docs.spring.io kotlinlang.org junit.org docs.scala-lang.org'.split(' '),
  'ruby-doc.org docs.ruby-lang.org guides.rubyonrails.org api.rubyonrails.org rspec.info www.php.net laravel.com symfony.com getcomposer.org elixir-lang.org'.split(' '),
  'en.cppreference.com gcc.gnu.org clang.llvm.org llvm.org cmake.org learn.microsoft.com'.split(' '),
  'docs.docker.com kubernetes.io helm.sh developer.hashicorp.com docs.ansible.com nginx.org www.postgresql.org dev.mysql.com www.sqlite.org redis.io www.mongodb.com prometheus.io'.split(' '),
  'docs.github.com git-scm.com cli.github.com docs.gitlab.com pre-commit.com semver.org www.conventionalcommits.org'.split(' '),
];

/** All such places, those of the same kind first; undefined for a host that is none of them. */
export function documentationWith(host: string): string[] | undefined {
  const found = places.find((hosts) => hosts.includes(host));
  return found && [...new Set([...found, ...places.flat()])];
}
