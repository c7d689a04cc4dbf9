/** The part of Python and of its library that computes, prints, and reads only what it is given: as data. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** The names of its interpreters. */
export const interpreter = /^(?:python|pypy)(?:\d(?:\.\d+)?)?$/;

/** Words that begin what is not read here. */
export const unreadKeywords = words('class async await');

/** Functions that are there by themselves and do more than to compute, or would let a name be put together. `open` is read for itself. */
export const powerful = words(
  'eval exec compile getattr setattr delattr globals locals vars dir breakpoint input type super classmethod staticmethod property help ' +
    'copyright credits license execfile file reload apply buffer intern memoryview',
);

/** What may be used of a module. A dotted name is a module within one. */
export const modules: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    ast: 'literal_eval parse walk dump unparse iter_child_nodes get_docstring Module FunctionDef AsyncFunctionDef ClassDef Import ImportFrom Assign Call Name Attribute Constant Expr Return arg',
    base64: 'b64decode b64encode urlsafe_b64decode urlsafe_b64encode b32decode b32encode b16decode b16encode b85decode b85encode',
    binascii: 'hexlify unhexlify crc32',
    bisect: 'bisect bisect_left bisect_right insort',
    calendar: 'month calendar monthrange isleap day_name month_name timegm',
    collections: 'Counter defaultdict OrderedDict deque namedtuple ChainMap',
    csv: 'reader DictReader QUOTE_ALL QUOTE_MINIMAL QUOTE_NONE excel_tab Sniffer',
    datetime: 'datetime date time timedelta timezone UTC',
    decimal: 'Decimal getcontext ROUND_HALF_EVEN ROUND_HALF_UP ROUND_DOWN ROUND_UP ROUND_FLOOR ROUND_CEILING InvalidOperation',
    difflib: 'unified_diff context_diff ndiff SequenceMatcher get_close_matches',
    email: 'utils',
    'email.utils': 'parsedate_to_datetime parsedate parseaddr formatdate format_datetime formataddr',
    fractions: 'Fraction',
    functools: 'reduce partial lru_cache cmp_to_key cache',
    hashlib: 'md5 sha1 sha224 sha256 sha384 sha512 blake2b blake2s sha3_256 sha3_512',
    heapq: 'heappush heappop heapify nlargest nsmallest merge',
    html: 'escape unescape',
    ipaddress: 'ip_address ip_network ip_interface',
    itertools: 'accumulate batched chain combinations combinations_with_replacement compress count cycle dropwhile filterfalse groupby islice pairwise permutations product repeat starmap takewhile tee zip_longest',
    json: 'load loads dumps JSONDecodeError',
    keyword: 'kwlist iskeyword',
    math: 'acos asin atan atan2 ceil comb copysign cos cosh degrees dist e erf exp expm1 fabs factorial floor fmod frexp fsum gcd hypot inf isclose isfinite isinf isnan isqrt lcm ldexp log log10 log1p log2 modf nan perm pi pow prod radians remainder sin sinh sqrt tan tanh tau trunc ulp',
    operator: 'itemgetter add sub mul truediv mod neg and_ or_ xor eq ne lt le gt ge contains',
    os: 'path sep linesep getcwd cpu_count',
    'os.path': 'basename dirname join splitext split normpath relpath commonprefix commonpath isabs sep',
    pprint: 'pprint pformat pp',
    random: 'random randint randrange choice choices sample shuffle seed uniform gauss Random',
    re: 'findall search match fullmatch sub subn split finditer compile escape I M S X A IGNORECASE MULTILINE DOTALL VERBOSE ASCII',
    shlex: 'split quote join',
    statistics: 'mean fmean median median_low median_high mode multimode stdev pstdev variance pvariance quantiles harmonic_mean geometric_mean correlation linear_regression',
    string: 'ascii_letters ascii_lowercase ascii_uppercase digits hexdigits octdigits punctuation printable whitespace capwords',
    struct: 'pack unpack calcsize unpack_from iter_unpack error',
    sys: 'stdin stdout stderr argv exit version version_info maxsize byteorder platform getsizeof executable float_info',
    textwrap: 'dedent fill indent wrap shorten',
    time: 'time sleep strftime gmtime localtime perf_counter monotonic mktime strptime time_ns ctime asctime',
    tomllib: 'load loads TOMLDecodeError',
    unicodedata: 'name normalize category lookup east_asian_width combining',
    urllib: 'parse',
    'urllib.parse': 'quote quote_plus unquote unquote_plus urlparse urlsplit parse_qs parse_qsl urlencode urljoin urlunparse',
    uuid: 'uuid4 UUID uuid5 uuid3 NAMESPACE_URL NAMESPACE_DNS',
    // Of no library of Python’s own, and installed nearly everywhere.
    yaml: 'safe_load safe_load_all safe_dump YAMLError',
    zlib: 'crc32 adler32 decompress compress',
    zoneinfo: 'ZoneInfo available_timezones',
  }).map(([module, names]) => [module, words(names)]),
);

/** What may be used of anything else: the methods and values of numbers, texts, lists, dictionaries, dates, matches and open files. Nothing here opens a file for writing, so what can be written to is what is printed. */
export const members = words(
  // texts and bytes
  'capitalize casefold center count decode encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric ' +
    'isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split ' +
    'splitlines startswith strip swapcase title translate upper zfill hex fromhex ' +
    // lists, sets, dictionaries and their kin
    'append clear copy extend insert pop remove reverse sort items keys values get setdefault update popitem fromkeys add discard difference intersection issubset issuperset ' +
    'symmetric_difference union isdisjoint most_common elements subtract total appendleft popleft extendleft rotate maxlen move_to_end from_iterable ' +
    // numbers
    'real imag conjugate bit_length bit_count as_integer_ratio is_integer to_bytes from_bytes numerator denominator limit_denominator quantize as_tuple normalize prec sqrt ' +
    // dates
    'year month day hour minute second microsecond tzinfo days seconds microseconds total_seconds strftime strptime isoformat fromisoformat timestamp fromtimestamp utcfromtimestamp ' +
    'now utcnow today date time timetuple weekday isoweekday isocalendar toordinal astimezone utc combine min max resolution tm_year tm_mon tm_mday tm_hour tm_min tm_sec ' +
    // syntax trees
    'name names body targets func attr id lineno col_offset end_lineno decorator_list bases module level n s elts ' +
    // matches, digests, files that are read, readers
    'group groups groupdict start end span string pattern flags findall search match fullmatch sub finditer hexdigest digest digest_size read readline readlines close buffer write writelines flush fieldnames line_num ' +
    'ratio get_matching_blocks get_opcodes cache_info scheme netloc path query fragment hostname port int bytes version major minor micro address num_addresses hosts network subnets supernet ' +
    'is_private is_global prefixlen with_prefixlen network_address broadcast_address netmask random randint choice shuffle sniff delimiter args',
);

/** Modules that may be run as programs, with the options that only change what they print; what follows are files that they read. */
export const tools: ReadonlyMap<string, { options: RegExp; files: number }> = new Map([
  ['json.tool', { options: /^--(?:sort-keys|no-ensure-ascii|json-lines|compact|no-indent|tab)$|^--indent=\d+$/, files: 1 }],
  ['zipfile', { options: /^(?:-l|--list)$/, files: 1 }],
  ['tarfile', { options: /^(?:-l|--list|-v)$/, files: 1 }],
  ['calendar', { options: /^-[mw]?\d*$/, files: 0 }],
  ['ast', { options: /^(?:-a|--include-attributes|--no-type-comments)$/, files: 1 }],
  ['tokenize', { options: /^(?:-e|--exact)$/, files: 1 }],
  ['this', { options: /^$/, files: 0 }],
]);

/** Tools that do something else without such an option: `-m zipfile -e` takes an archive apart. */
export const listing = words('zipfile tarfile');
