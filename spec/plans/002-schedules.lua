-- Scheduled actions: every member, and bounds that actions have set.
local function target(actions, bounds)
   return ('target "endpoint/ranker/variant/main" { %s,\n%s\n}\n'):format(
      bounds or "min = 2, max = 12", actions)
end

local function fires(minimum, maximum)
   return function(aas, id)
      aas:register_scalable_target(id("ranker", { MinCapacity = minimum, MaxCapacity = maximum }))
   end
end

local day <const> = [[
   schedule "night"   { cron = "0 22 * * ? *", timezone = "Europe/Berlin", min = 1, max = 2 },
   schedule "morning" { cron = "0 6 * * ? *", timezone = "Europe/Berlin", min = 2, max = 12 },]]

local evening <const>, noon <const> = 1890864000, 1890820800 -- 2029-12-01T22:00 and T10:00, in UTC

return {
   { title = "two actions", script = target(day) },
   { title = "at noon", now = noon },
   { title = "the night's bounds in the evening are no drift", now = evening,
      foreign = fires(1, 2) },
   { title = "the night's bounds at noon are", now = noon, apply = false },
   { title = "other bounds are, at any time", now = evening, foreign = fires(1, 3) },
   { title = "one bound of the action's, one of somebody's", now = evening, foreign = fires(1, 7) },
   { title = "a member at a time: the expression", script = target((day:gsub("0 22", "30 22"))) },
   { title = "the zone", script = target((day:gsub('timezone = "Europe/Berlin", min = 1',
      'timezone = "Europe/Paris", min = 1'))) },
   { title = "no zone is UTC", script = target((day:gsub('timezone = "Europe/Berlin", min = 1',
      "min = 1"))) },
   { title = "a start and an end", script = target((day:gsub("min = 1,",
      'min = 1, from = "2031-01-01T00:00:00", to = "2032-01-01T00:00:00",'))) },
   { title = "neither start nor end", script = target(day) },
   { title = "max alone", script = target((day:gsub("min = 1, ", ""))) },
   { title = "min again", script = target(day) },
   { title = "an action less", script = target((day:gsub("schedule \"morning\".*$", ""))),
      options = { prune = false } },
   { title = "0 is a number", script = target(
      '   schedule "zero" { at = "2031-05-05T10:00:00", min = 0, max = 0 },') },
}
