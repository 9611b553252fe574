-- Scheduled actions, in a target with 1 to 9; each sets what the target has already, so that only
-- the schedule is wrong.
local list = {}

local function with(settings, ...)
   list[#list + 1] = { ('target(V) { min = 1, max = 9, schedule "s" { min = 1, max = 9, %s } }')
      :format(settings), ... }
end

for _, fields in ipairs { "61 25 * * * *", "60 22 * * ? *", "0 24 * * ? *", "0 22 32 * ? *",
   "0 22 0 * ? *", "0 22 * 13 ? *", "0 22 * FOO ? *", "0 22 ? * 8 *", "0 22 ? * MOO *",
   "0 22 * * ? 1969", "0 22 * * ? 2200", "0 22 ? * ? *", "0 22 * * * *", "0 22 1 * 1 *", "0 22",
   "", "* * * * * * * *", "0,,5 22 * * ? *", "0 22 * * ? */0", "a b c d e f", "0 22 1W5 * ? *",
   "0 22 ? * 2#6 *", "0 22 L-40 * ? *", "-5 22 * * ? *", "0 5-3-1 * * ? *" } do
   with(('cron = "%s"'):format(fields), "schedule-expression:1")
end
for _, rate in ipairs { "0 minutes", "1 fortnight", "-1 hours", "five minutes", "1.5 hours",
   "minutes", "", "99999999999 days" } do
   with(('rate = "%s"'):format(rate), "schedule-expression:1")
end
for _, at in ipairs { "tomorrow", "2030-02-30T08:00:00", "2030-13-01T08:00:00", "2030-01-01",
   "2030-01-01T25:00:00", "2030-01-01 08:00:00", "2030-01-01T08:00:00Z" } do
   with(('at = "%s"'):format(at), "schedule-expression:1")
end

with('schedule = "daily"', "schedule-expression:1")
with('schedule = "cron (0 22 * * ? *)"', "schedule-expression:1")
with('at = "2020-01-01T00:00:00"', "schedule-past:1")
with('at = "2030-01-01T00:00:00", to = "2029-01-01"', "schedule-past:1")
with('at = "2030-03-31T02:30:00", timezone = "Europe/Berlin"', "schedule-at-gap:1")
with('cron = "0 0 30 2 ? *"', "schedule-never:1")
with('cron = "15 2 ? 3 1L *", timezone = "Europe/Berlin"', "schedule-never:1", "schedule-gap:1")
with('cron = "0 0 1 1 ? 2020"', "schedule-never:1")
with('cron = "0 0 1 7 ? *", to = "2026-06-01"', "schedule-never:1")
with('cron = "0 0 1 1 ? *", timezone = "Mars/Olympus"', "schedule-timezone:1")
with('cron = "0 0 1 1 ? *", timezone = "Europe/Berlln"', "schedule-timezone:1")
with('cron = "0 0 1 1 ? *", timezone = "CEST"', "schedule-timezone:1")
with('cron = "0 0 1 1 ? *", timezone = "+02:00"', "schedule-timezone:1")
with('cron = "0 0 1 1 ? *", timezone = ""', "schedule-timezone:1")
with('cron = "0 0 1 1 ? *", timezone = 2', "wrong-type:1")
with('cron = "0 0 1 1 ? *", from = "soon"', "schedule-time:1")
with('cron = "0 0 1 1 ? *", from = "2030-02-30"', "schedule-time:1")
with('cron = "0 0 1 1 ? *", to = "2030-01-01T00:00:00 CET"', "schedule-time:1")
with('cron = "0 0 1 1 ? *", from = "2030-03-31T02:30", timezone = "Europe/Berlin"',
   "schedule-time:1")
with('cron = "0 0 1 1 ? *", from = true', "wrong-type:1")
with('cron = "0 0 1 1 ? *", from = "2030-01-02", to = "2030-01-01"', "schedule-range:1",
   "schedule-never:1")
with('cron = "0 0 1 1 ? *", to = "2020-01-01"', "schedule-range:1")
with('cron = "0 0 1 1 ? *", rate = "1 day"', "schedule-kinds:1")
with('', "schedule-kinds:1")
with('corn = "0 0 1 1 ? *"', "unknown-key:1", "schedule-kinds:1")
with('cron = 5', "wrong-type:1", "schedule-kinds:1")

local function action(text, ...)
   list[#list + 1] = { ("target(V) { min = 1, max = 9, %s }"):format(text), ... }
end

action('schedule "s" { rate = "2 days" }', "schedule-limits:1")
action('schedule "s" { rate = "2 days", min = "1" }', "wrong-type:1")
action('schedule "s" { rate = "2 days", min = 5, max = 3 }, schedule "t" { rate = "3 days", '
   .. 'min = 1, max = 9 }', "schedule-limits-order:1")
action('schedule "s" { rate = "2 days", min = -1, max = 9 }, schedule "t" { rate = "3 days", '
   .. 'min = 1 }', "schedule-limits-order:1")
action('schedule "a/b" { rate = "2 days", min = 1, max = 9 }', "action-name:1")
action('schedule "a:b" { rate = "2 days", min = 1, max = 9 }', "action-name:1")
action('schedule " a" { rate = "2 days", min = 1, max = 9 }', "action-name:1")
action('schedule "" { rate = "2 days", min = 1, max = 9 }', "action-name:1")
action('schedule(("a"):rep(257)) { rate = "2 days", min = 1, max = 9 }', "action-name:1")
action('schedule "a" { rate = "2 days", min = 1 },\nschedule "a" { rate = "3 days", min = 1 }',
   "duplicate-action:2")

return list
