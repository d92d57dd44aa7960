-- A city's families at the opening of the window, for wrk.
--
-- arguments: burst|posts|pages FAMILIES SECONDS FIRST_FORM ACKNOWLEDGED [PATH] [ACCEPT] [ENCODING]
-- FAMILIES holds a line a family: cookie, and three bodies of its form without the form's id, tab between.
-- Every form has an id of its own; those whose receipt was promised are written to ACKNOWLEDGED. After SECONDS nothing more is
-- sent, and what is under way is answered, so that the numbers can be compared with the database.
local ffi = require("ffi")
ffi.cdef[[ typedef struct { long s; long us; } kehou_time; int gettimeofday(kehou_time *time, void *zone); ]]
local time = ffi.new("kehou_time")
local function now()
  ffi.C.gettimeofday(time, nil)
  return tonumber(time.s) + tonumber(time.us) / 1e6
end

local workers = {}
function setup(worker) workers[#workers + 1] = worker end

local mode, seconds, first, path, accept, encoding, out
local families = {}
local step, deadline, started = 0, nil, nil
local LAG = 256 -- between a family's page, its post and its receipt, so that one has been answered before the next is sent
statuses, posted, acknowledged, elapsed = {}, 0, 0, 0

function init(arguments)
  mode, seconds, first = arguments[1], tonumber(arguments[3]), tonumber(arguments[4])
  path, accept, encoding = arguments[6], arguments[7] or "text/html", arguments[8]
  for line in io.lines(arguments[2]) do
    local cookie, a, b, c = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)$")
    families[#families + 1] = { cookie = cookie, bodies = { a, b, c } }
  end
  out = assert(io.open(arguments[5], "w"))
  out:setvbuf("full", 65536)
end

local function get(where, number)
  local family = families[number % #families + 1]
  return wrk.format("GET", where, { Cookie = family.cookie, Accept = accept, ["Accept-Encoding"] = encoding })
end

-- Each time round a family answers something else.
local function post(number)
  local family = families[number % #families + 1]
  local body = family.bodies[(number + math.floor(number / #families)) % 3 + 1]
  posted = posted + 1
  return wrk.format("POST", "/family/application", {
    Cookie = family.cookie, Accept = accept, Origin = wrk.headers.Origin, ["Sec-Fetch-Site"] = "same-origin",
    ["Content-Type"] = "application/x-www-form-urlencoded" }, body .. string.format("%.0f", first + number))
end

function delay()
  if deadline and now() >= deadline then
    out:flush()
    return 3600000
  end
  return 0
end

function request()
  if not deadline then
    started = now()
    deadline = started + seconds
  end
  local number = step
  step = step + 1
  if mode == "pages" then return get(path, number) end
  if mode == "posts" then return post(number) end
  local visit, kind = math.floor(number / 3), number % 3
  if kind == 1 and visit >= LAG then return post(visit - LAG) end
  if kind == 2 and visit >= 2 * LAG then
    return get("/family/application/receipts/" .. string.format("%.0f", first + visit - 2 * LAG), visit - 2 * LAG)
  end
  return get("/family/application", visit)
end

function response(status, headers, body)
  local word = tostring(status)
  if status == 303 then
    local form = (headers["Location"] or headers["location"] or ""):match("/receipts/(%d+)$")
    if form then
      out:write(form, "\n")
      acknowledged = acknowledged + 1
    else
      word = "303 elsewhere"
    end
  end
  statuses[word] = (statuses[word] or 0) + 1
  elapsed = now() - started
end

function done(summary, latency, requests)
  local parts = {}
  local total = 0
  for word, count in pairs(workers[1]:get("statuses")) do
    parts[#parts + 1] = string.format('"%s": %d', word, count)
    total = total + count
  end
  local elapsed = workers[1]:get("elapsed")
  io.write(string.format(
    'JSON {"statuses": {%s}, "answered": %d, "posted": %d, "acknowledged": %d, "seconds": %.3f, "median": %.3f, "p99": %.3f, '
      .. '"most": %.3f, "errors": %d}\n',
    table.concat(parts, ", "), total, workers[1]:get("posted"), workers[1]:get("acknowledged"), elapsed,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
