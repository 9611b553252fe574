-- The fields of cron(…) in schedules, which are Quartz's: sets of the values at which to run, and
-- for days the rules that depend on the month.
local M = {}

local month_names <const> = { JAN = 1, FEB = 2, MAR = 3, APR = 4, MAY = 5, JUN = 6, JUL = 7,
   AUG = 8, SEP = 9, OCT = 10, NOV = 11, DEC = 12 }
local day_names <const> = { SUN = 1, MON = 2, TUE = 3, WED = 4, THU = 5, FRI = 6, SAT = 7 }

---@class moontide.scaling.CronField
---@field values? table<integer, boolean>  the values at which to run
---@field any? boolean       it was written *
---@field unspecified? boolean  it was written ?
---@field last? boolean      the last day of the month, `before` days earlier
---@field before? integer
---@field weekday? boolean   moved to the nearest day from Monday to Friday
---@field nearest? integer   the day of the month to which `weekday` refers
---@field day? integer       the day of the week, 1 = Sunday, to which `last` or `nth` refers
---@field nth? integer       which one of the month

local function fail(text, ...)
   error({ message = text:format(...) }, 0)
end

local function number_of(text, field)
   local value = field.names and field.names[text] or text:find("^%d+$") and tonumber(text)
   if not value or #text > 4 then
      fail("%q is no %s", text, field.label)
   elseif value < field.low or value > field.high then
      fail("the %s %s is not from %d to %d", field.label, text, field.low, field.high)
   end
   return math.tointeger(value)
end

---"20-2" goes over the end, where a field has one that repeats.
local function add_range(values, first, last, step, field)
   if last < first and not field.wraps then
      fail("the range %d-%d of the %s runs backwards", first, last, field.label)
   end
   local span = field.high - field.low + 1
   local length = (last - first) % span
   for offset = 0, length, step do
      values[field.low + (first - field.low + offset) % span] = true
   end
end

local function step_of(text, field)
   local step = text:find("^%d+$") and #text <= 4 and tonumber(text)
   if not step or step < 1 or step > field.high then
      fail("%q is no step of the %s", text, field.label)
   end
   return math.tointeger(step)
end

local function add_item(values, text, field)
   local range, step = text:match("^([^/]+)/([^/]*)$")
   local first, last = (range or text):match("^(%w+)%-(%w+)$")
   if (range or text) == "*" then
      first, last = field.low, field.high
   elseif first then
      first, last = number_of(first, field), number_of(last, field)
   else
      first = number_of(range or text, field)
      last = range and field.high or first
   end
   add_range(values, first, last, step and step_of(step, field) or 1, field)
end

local function parse_list(text, field)
   local values = {}
   for item in (text .. ","):gmatch("([^,]*),") do
      if item == "" then
         fail("the %s has an empty item", field.label)
      end
      add_item(values, item, field)
   end
   return { values = values, any = text == "*" or nil }
end

local function parse_day_of_month(text, field)
   local before, nearest = text:match("^L%-(%d%d?)$"), text:match("^(%d%d?)W$")
   if text == "L" then
      return { last = true, before = 0 }
   elseif text == "LW" then
      return { last = true, before = 0, weekday = true }
   elseif before and tonumber(before) <= 30 then
      return { last = true, before = math.tointeger(tonumber(before)) }
   elseif nearest then
      return { weekday = true, nearest = number_of(nearest, field) }
   end
   return parse_list(text, field)
end

local function parse_day_of_week(text, field)
   local last, day, nth = text:match("^(%w+)L$"), text:match("^(%w+)#(%d)$")
   if text == "L" then
      return { values = { [field.high] = true } }
   elseif last then
      return { last = true, day = number_of(last, field) }
   elseif day then
      nth = tonumber(nth)
      if nth < 1 or nth > 5 then
         fail("a month has no day of the week number %d", nth)
      end
      return { nth = math.tointeger(nth), day = number_of(day, field) }
   end
   return parse_list(text, field)
end

local second <const> = { name = "seconds", label = "second", low = 0, high = 59, wraps = true }
local year <const> = { name = "years", label = "year", low = 1970, high = 2199 }

---The fields that every expression has, in order.
local fields <const> = {
   { name = "minutes", label = "minute", low = 0, high = 59, wraps = true },
   { name = "hours", label = "hour", low = 0, high = 23, wraps = true },
   { name = "days_of_month", label = "day of the month", low = 1, high = 31, wraps = true,
     parse = parse_day_of_month, optional = true },
   { name = "months", label = "month", low = 1, high = 12, wraps = true, names = month_names },
   { name = "days_of_week", label = "day of the week", low = 1, high = 7, wraps = true,
     names = day_names, parse = parse_day_of_week, optional = true },
}

local function parse_field(text, field)
   if text == "?" then
      if not field.optional then
         fail("the %s cannot be ?", field.label)
      end
      return { unspecified = true }
   end
   return (field.parse or parse_list)(text, field)
end

---Exactly one of both is to be ?. Where one is * and the other is a value, as older pages of AWS's
---guide have it, what is meant is plain, and only said to be wrong.
---@return string? warning
local function check_days(of_month, of_week)
   if of_month.unspecified and of_week.unspecified then
      fail("one of day of the month and day of the week must not be ?")
   elseif of_month.unspecified or of_week.unspecified then
      return nil
   elseif not of_month.any == not of_week.any then
      fail("one of day of the month and day of the week must be ?")
   end
   return ("write ? instead of * for the day of the %s"):format(
      of_month.any and "month" or "week")
end

---Seven fields begin with the second; of five the year is left out.
---@param words string[]
local function layout(words)
   local list = table.move(fields, 1, #fields, 1, {})
   if #words == 7 then
      table.insert(list, 1, second)
   end
   if #words >= 6 then
      list[#list + 1] = year
   end
   return list
end

local function parse(body)
   local words = {}
   for word in body:upper():gmatch("%S+") do
      words[#words + 1] = word
   end
   if #words < 5 or #words > 7 then
      fail("cron takes six fields: minute, hour, day of the month, month, day of the week, year")
   end
   local result = { kind = "cron" }
   for i, field in ipairs(layout(words)) do
      result[field.name] = parse_field(words[i], field)
   end
   result.warning = check_days(result.days_of_month, result.days_of_week)
   return result
end

---@class moontide.scaling.Cron
---@field kind "cron"
---@field seconds? moontide.scaling.CronField
---@field minutes moontide.scaling.CronField
---@field hours moontide.scaling.CronField
---@field days_of_month moontide.scaling.CronField
---@field months moontide.scaling.CronField
---@field days_of_week moontide.scaling.CronField
---@field years? moontide.scaling.CronField
---@field warning? string  what AWS may refuse, and how to write it

---@param body string  what stands between the parentheses
---@return moontide.scaling.Cron? cron, string? problem
function M.parse(body)
   local ok, result = pcall(parse, body)
   if ok then
      return result
   elseif type(result) == "table" then
      return nil, result.message
   end
   error(result, 0)
end

return M
