-- schedule "name" { … } → a scheduled action's expression, times and limits.
local civil = require "moontide.scaling.civil"
local time_zone = require "moontide.scaling.time_zone"

local M = {}

local kinds <const> = { "cron", "rate", "at" }
local latest <const> = 253402300799 -- 9999-12-31

---cron = "0 22 * * ? *" → "cron(0 22 * * ? *)"
local function expression(body, context)
   local found, names = body.schedule, body.schedule and { "schedule" } or {}
   for _, kind in ipairs(kinds) do
      local text = body[kind]
      if text then
         names[#names + 1] = kind
         found = text:find("^" .. kind .. "%(") and text or ("%s(%s)"):format(kind, text)
      end
   end
   if #names ~= 1 and not context.broken.schedule then
      context.report { rule = "schedule-kinds", message = #names == 0
         and ("%s says not when it runs"):format(context.subject)
         or ("%s says more than once when it runs: %s"):format(context.subject,
            table.concat(names, ", ")),
         fix = 'one of cron = "0 22 * * ? *", rate = "1 day" and at = "2030-01-31T08:00:00"' }
   end
   return found
end

local function is_possible(at)
   return at.month >= 1 and at.month <= 12 and at.day >= 1
      and at.day <= civil.days_in_month(at.year, at.month) and at.hour <= 23 and at.minute <= 59
      and at.second <= 59
end

---Seconds east of UTC: "Z", "+02:00"; nil: not said.
local function offset_of(text)
   if text == "Z" then return 0 end
   local sign, hours, minutes = text:match("^([+-])(%d%d):?(%d%d)$")
   local seconds = sign and (tonumber(hours) * 60 + tonumber(minutes)) * 60
   return seconds and math.tointeger(sign == "-" and -seconds or seconds)
end

---An instant: "2030-01-31", "2030-01-31T08:00", "2030-01-31T08:00:00+01:00". Without an offset the
---time is that of the zone.
---@param text string
---@param zone moontide.scaling.TimeZone
---@return integer? time, string? problem
function M.instant(text, zone)
   local date, rest = text:match("^(%d%d%d%d%-%d%d%-%d%d)(.*)$")
   local clock, offset_text = (rest or ""):match("^[T ]([%d:]+)(.*)$")
   local hour, minute, second = (clock or "00:00"):match("^(%d%d):(%d%d):?(%d*)$")
   if not date or not hour or rest ~= "" and not clock then
      return nil, "is not written like 2030-01-31T08:00:00Z"
   end
   local year, month, day = date:match("(%d+)%-(%d+)%-(%d+)")
   local at = { year = tonumber(year), month = tonumber(month), day = tonumber(day),
      hour = tonumber(hour), minute = tonumber(minute), second = tonumber(second) or 0 }
   local offset = offset_of(offset_text or "")
   if not is_possible(at) then
      return nil, "does not exist"
   elseif not offset and (offset_text or "") ~= "" then
      return nil, "does not end with Z or an offset such as +02:00"
   end
   local seconds = math.tointeger(civil.seconds(at))
   if offset then return seconds - offset end
   local time = zone:to_utc(seconds)
   return time, not time and "is left out when summer time begins" or nil
end

local function time_of(body, name, context)
   local given = body[name]
   if type(given) == "number" and not (given >= 0 and given <= latest) then
      context.report { rule = "schedule-time", message = ("%s: %s = %s is no time"):format(
         context.subject, name, given), fix = "seconds since 1970, or 2030-01-31T08:00:00Z" }
      return nil
   elseif type(given) ~= "string" then
      return given
   end
   local zone = body.timezone and time_zone.load(body.timezone) or time_zone.utc
   local time, problem = M.instant(given, zone)
   if problem then
      context.report { rule = "schedule-time",
         message = ('%s: %s = "%s" %s'):format(context.subject, name, given, problem),
         fix = "2030-01-31T08:00:00Z, or without Z in the action's time zone" }
   end
   return time
end

---@param body table   checked keys
---@param name string
---@param context { report: fun(finding: table), subject: string, broken: table, where: string }
---@return table action  as in a deployment's target.schedules
function M.build(body, name, context)
   return { name = name, schedule = expression(body, context), timezone = body.timezone,
      start_time = time_of(body, "from", context), end_time = time_of(body, "to", context),
      min = body.min, max = body.max, where = context.where }
end

return M
