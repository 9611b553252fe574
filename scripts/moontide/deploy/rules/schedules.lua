-- Scheduled actions, one by one: expression, time zone, times, limits.
local core = require "moontide.core"
local run_times = require "moontide.deploy.run_times"
local suggest = require "moontide.suggest"

local M = {}

local docs <const> = "Application Auto Scaling guide, scheduled scaling"

local function add(name, severity, reason, fix, check, source)
   M[#M + 1] = { name = name, severity = severity, applies = "action", reason = reason, fix = fix,
      source = source or docs,
      check = function(action, say, scope)
         check(action, function(said)
            if type(said) == "string" then said = { message = said } end
            said.message = ('action "%s": %s'):format(action.name, said.message)
            say(said)
         end, scope)
      end }
end

local examples <const> = {
   cron = "minute hour day-of-month month day-of-week year, with ? for one of the days: "
      .. "0 22 * * ? * is each day at 22:00",
   rate = "rate = \"5 minutes\", \"1 hour\", \"2 days\"",
   at = "at = \"2030-01-31T08:00:00\"",
}

add("schedule-expression", "error", "AWS refuses a schedule that it cannot read",
   "cron = \"0 22 * * ? *\", rate = \"1 day\" or at = \"2030-01-31T08:00:00\"",
   function(action, say, scope)
      if type(action.schedule) ~= "string" then return end
      local read = run_times.parse(action.schedule, scope.memo)
      if read.problem then
         say { message = read.problem, fix = read.kind and examples[read.kind] or nil }
      end
   end, "PutScheduledAction, Schedule")

add("schedule-days", "warning", "where both days are given AWS may refuse: one of day-of-month "
   .. "and day-of-week has to be ?", "write ? for the one that is not meant",
   function(action, say, scope)
      if type(action.schedule) ~= "string" then return end
      local parsed = run_times.parse(action.schedule, scope.memo).schedule
      if parsed and parsed.warning then say(parsed.warning) end
   end, "PutScheduledAction, Schedule")

add("schedule-rate-unit", "warning", "one minute, two minutes: other AWS services refuse the wrong "
   .. "one", "rate = \"1 minute\", \"5 minutes\"", function(action, say)
      local count, unit = tostring(action.schedule):match("^rate%((%d+)%s*(%a+)%)$")
      local is_plural = unit and unit:find("s$") ~= nil
      if unit and (tonumber(count) == 1) == is_plural then
         say { message = ("'%s %s'"):format(count, unit), fix = ("rate = \"%s %s\""):format(count,
            is_plural and unit:sub(1, -2) or unit .. "s") }
      end
   end, "EventBridge guide, rate expressions")

-- Of day-of-month and day-of-week AWS wants one to be "?".
local function with_question_mark(body)
   if body:find("?", 1, true) then return body end
   local head, day, month, weekday = body:match("^%s*(%S+%s+%S+)%s+(%S+)%s+(%S+)%s+(%S+)%s*$")
   if weekday == "*" then
      weekday = "?"
   elseif day == "*" then
      day = "?"
   end
   return table.concat({ head, day, month, weekday }, " ")
end

add("schedule-fields", "warning", "AWS's cron has six fields, the year among them",
   "add * for the year", function(action, say)
      local body = tostring(action.schedule):match("^cron%((.*)%)$")
      local _, count = (body or ""):gsub("%S+", "")
      if count == 5 then
         say { message = "five fields: AWS wants the year, too",
            fix = ('cron = "%s *"'):format(with_question_mark(body)) }
      elseif count == 7 then
         say { message = "seven fields: AWS does not promise the second", fix = "leave it out" }
      end
   end)

---Names of zones in the system's database: "Europe/Berlin".
local function zone_names()
   local names = {}
   for _, pattern in ipairs { "*", "*/*" } do
      for _, path in ipairs(core.glob("/usr/share/zoneinfo/" .. pattern) or {}) do
         local name = path:sub(#"/usr/share/zoneinfo/" + 1)
         if name:find("^%u") then names[#names + 1] = name end
      end
   end
   return names
end

add("schedule-timezone", "error", "AWS takes the canonical names of the IANA database",
   "Europe/Berlin, America/New_York, UTC", function(action, say, scope)
      local name = action.timezone
      if name and not run_times.zone_exists(name, scope.memo) then
         local nearest = suggest.nearest(name, zone_names())
         say { message = ("there is no time zone '%s'%s"):format(name, nearest
            and (", did you mean '%s'?"):format(nearest) or ""),
            fix = nearest and ('timezone = "%s"'):format(nearest) or nil }
      end
   end, "PutScheduledAction, Timezone")

add("schedule-past", "error", "a time that is over never comes: the action would never run",
   "a time to come, or leave the action out", function(action, say, scope)
      local parsed = run_times.read(action, scope.memo)
      if parsed and parsed.schedule.kind == "at"
         and run_times.is_over(action, scope.now, scope.memo)
         and not run_times.in_gap_at(parsed)
         and not (action.end_time and action.end_time <= scope.now) then
         say(("%s is over, or outside of from and to"):format(action.schedule))
      end
   end)

add("schedule-at-gap", "error", "clocks leave this local time out when summer time begins: AWS "
   .. "refuses it", "an hour earlier or later", function(action, say, scope)
      local parsed = run_times.read(action, scope.memo)
      if parsed and parsed.schedule.kind == "at" and run_times.in_gap_at(parsed) then
         say(("%s does not exist in %s"):format(action.schedule, action.timezone))
      end
   end)

add("schedule-never", "error", "no such day comes: the action would never run",
   "check the days, the months and the year", function(action, say, scope)
      local parsed = run_times.read(action, scope.memo)
      local is_open = not action.end_time or action.end_time > scope.now
      if parsed and parsed.schedule.kind == "cron" and is_open
         and run_times.is_over(action, scope.now, scope.memo) then
         say(("%s never comes"):format(action.schedule))
      end
   end)

add("schedule-gap", "warning", "clocks leave this local time out on the day summer time begins, "
   .. "and AWS skips the run of that day", "an hour earlier or later, or timezone = \"UTC\"",
   function(action, say, scope)
      local text = run_times.in_gap(action, scope.now, scope.memo)
      if text then
         say(("there is no %s in %s"):format(text, action.timezone))
      end
   end)

add("schedule-range", "error", "AWS refuses an end that is not after the start, or over",
   "from before to, and to in the future", function(action, say, scope)
      local first, last = action.start_time, action.end_time
      if first and last and first >= last then
         say(("from %s is not before to %s"):format(run_times.utc_text(first),
            run_times.utc_text(last)))
      elseif last and last <= scope.now then
         say(("to %s is over"):format(run_times.utc_text(last)))
      end
   end, "PutScheduledAction, StartTime and EndTime")

add("schedule-limits", "error", "AWS refuses an action that sets nothing",
   "min = …, max = …, or one of them", function(action, say)
      if action.min == nil and action.max == nil and not action.broken then
         say "it sets neither min nor max"
      end
   end, "PutScheduledAction, ScalableTargetAction")

add("schedule-limits-order", "error", "AWS refuses it: Maximum capacity cannot be less than "
   .. "minimum capacity", "exchange them", function(action, say)
      for _, name in ipairs { "min", "max" } do
         if action[name] and action[name] < 0 then
            say { message = ("%s is %d"):format(name, action[name]), fix = "0 or more" }
         end
      end
      if action.min and action.max and action.min > action.max then
         say(("min %d is above max %d"):format(action.min, action.max))
      end
   end, "PutScheduledAction, ScalableTargetAction")

return M
