/** Programs given as text that only compute and print, and those next to them that may do more, or that nobody has read. */
export const harmlessComputes: readonly string[] = [
  "python3 -c 'print(2**10)'", 'python3 -c "print(1)"', 'python -c "print(round(1453/3600*100, 2))"', 'python3 -c "import os; print(os.getcwd())"',
  "python3 -c 'import math; print(math.comb(52, 5))'", 'python3 -c "import datetime as d; print(d.date(2024, 2, 29) + d.timedelta(days=365))"',
  "python3 -c 'from decimal import Decimal as D; print(D(\"0.1\") + D(\"0.2\"))'", 'python3 -c "print("a".encode().hex())"',
  'python3 -c "import random; print([min(3600, 5*2**n)*random.uniform(.5,1) for n in range(8)])"', "python3 -c 'import sys; print(sys.version_info[:3])'",
  "python3 -c 'import zoneinfo, datetime; print(datetime.datetime(2024,3,10,2,30,tzinfo=zoneinfo.ZoneInfo(\"America/New_York\")).isoformat())'",
  "python3 -c 'from email.utils import parsedate_to_datetime as p; print(p(\"Wed, 22 May 2024 10:00:00 GMT\"))'",
  'python3 - <<E\nprint(1)\nE', 'python3 <<X\nprint(1)\nX', "python3 <<'E'\nfrom decimal import Decimal\nprint(sum([Decimal('19.995')] * 3))\nE", "python3 <<< 'print(1)'",
  'python3 -c "print(0x7fff, hex(32767))" | head -1', "timeout 5 python3 -c 'print(1)'", "bash -c \"python3 -c 'print(1)'\"", 'for i in 1 2; do python3 -c "print($i)"; done',
  'seq 3 | xargs -I{} python3 -c \'print({})\'', "python3 -c \"import yaml; yaml.safe_load(open('.github/workflows/ci.yml')); print('ok')\"",
  'node -e "console.log(1+1)"', "node -e 'console.log(1)'", 'node -p 1+1', "node -p 'process.versions.v8'", 'node -p "[3,1,2].sort().join()"', 'node -e "1"',
  'node -e "console.log(Intl.DateTimeFormat().resolvedOptions().timeZone)"', 'TZ=America/New_York node -e "console.log(new Date(2024,2,10).toISOString())"',
  "node -e \"console.log(Buffer.from(JSON.stringify(['2024-05-01T00:00:00Z',42])).toString('base64url'))\"", "node -e 'console.log(`a ${1+1}`)'",
  "node <<'E'\nconsole.log([1,2,3].map(x => x * 2))\nE",
];

export const riskyComputes: readonly string[] = [
  'echo x | python3', "echo 'print(1)' | python3", "printf 'print(1)' | python3 -", 'echo cHJpbnQoMSk= | base64 -d | python3', 'cat a.py | python3', 'python3 < a.py',
  'python3 -c "$(echo \'print(1)\')"', 'python3 -c "`echo \'print(1)\'`"', 'python3 -c "$CODE"', 'node -e "$CODE"', 'node -e "$(cat a.js)"', 'python3', 'python3 -', 'node',
  'python3 - <<E\nprint($X)\nE', 'python3 - <<E\nprint($(rm a))\nE', 'python3 -c "print($(date +%s))"', "find . -name '*.x' -exec python3 -c 'print({})' \\;",
  "ls | xargs -I{} python3 -c 'print(\"{}\")'", "cat f | xargs python3 -c 'print(1)'", "for f in *; do python3 -c \"print('$f')\"; done",
  './python3 -c "print(1)"', '/tmp/python3 -c "print(1)"', 'sudo python3 -c "print(1)"', 'LD_PRELOAD=x python3 -c "print(1)"', 'PYTHONSTARTUP=x python3 -c "print(1)"',
  'PYTHONPATH=lib python3 -c "import json"', 'NODE_OPTIONS=--require=x node -e "console.log(1)"', 'node -r ./x -e "console.log(1)"', 'node --input-type=module -e "console.log(1)"',
  'python3 -X importtime -c "print(1)"', 'python3 -c "print(1)" > out.txt', 'cd shadows && python3 -c "import json; print(1)"', 'cd shadows && python3 -c "import yaml"',
  'python3 -c "import celery; print(celery.__version__)"', 'python3 -c "import yaml; yaml.load(open(\'a.yml\'), Loader=yaml.Loader)"', 'python3 -c "import yaml; yaml.unsafe_load(\'x\')"',
  'python3 -c "import yaml; print(yaml.safe_load(open(\'.env\')))"', 'python3 -c "import os; print(os.environ)"', 'python3 -c "import os; os.remove(\'x\')"', 'python3 -c "exec(input())"',
  'python3 -c "__import__(\'os\').system(\'ls\')"', 'python3 -c "print(1..__class__)"', 'python3 -c "open(\'x\', \'w\')"', 'python3 -c "import email.utils, os; os.system(\'x\')"',
  'python3 -c "import email; email.message_from_string"', 'python3 -c "from email import policy"', 'uv run python -c "print(1)"', 'perl -e "system(1)"', "ssh h \"python3 -c 'print(1)'\"",
  'node -e "console.log(process.env)"', "node -e \"require('child_process')\"", 'node -e "process.kill(1)"', "node -e \"fetch('http://x')\"", 'node -e "[].constructor.constructor(1)"',
  "node -e \"import('fs')\"", 'deno eval "console.log(1)"',
];
