-- Schedules: what their texts mean, and which texts are none.
local schedule = require "moontide.scaling.schedule"
local time_zone = require "moontide.scaling.time_zone"

local function set(...)
   local result = {}
   for _, value in ipairs { ... } do
      result[value] = true
   end
   return result
end

local function range(first, last, step)
   local result = {}
   for value = first, last, step or 1 do
      result[value] = true
   end
   return result
end

local function parsed(text)
   local result, problem = schedule.parse(text)
   assert(result, text .. ": " .. tostring(problem))
   return result
end

local function refused(text, kind)
   local result, problem, problem_kind = schedule.parse(text)
   assert.is_nil(result, text)
   assert.is_string(problem, text)
   assert.equal(kind, problem_kind, text)
   return problem
end

describe("at", function()
   it("is a local time", function()
      assert.same({ kind = "at", year = 2030, month = 2, day = 28, hour = 9, minute = 36,
         second = 5 }, parsed "at(2030-02-28T09:36:05)")
      assert.equal(9, parsed("at(2030-02-28T9:36:00)").hour)
      assert.equal(0, parsed("at(2030-02-28T09:36)").second)
   end)

   it("is on a day of the calendar", function()
      assert.equal(29, parsed("at(2028-02-29T00:00:00)").day)
      assert.equal(29, parsed("at(2000-02-29T00:00:00)").day)
      for _, time in ipairs {
         "2030-02-29T00:00:00", "2100-02-29T00:00:00", "2030-04-31T00:00:00",
         "2030-13-01T00:00:00", "2030-00-01T00:00:00", "2030-01-00T00:00:00",
         "2030-01-01T24:00:00", "2030-01-01T00:60:00", "2030-01-01T00:00:60",
      } do
         assert.truthy(refused("at(" .. time .. ")", "at"):find("there is no", 1, true))
      end
   end)

   it("has no other form", function()
      for _, body in ipairs { "", "2030-01-01", "2030-01-01T00:00:00Z", "2030-1-1T00:00:00",
                              "2030-01-01 00:00:00", "2030-01-01T00:00:0", "2030-01-01T00",
                              "2030-01-01T00:00:", "2030-01-01T00:000", " 2030-01-01T00:00:00",
                              "30-01-01T00:00:00", "2030-01-01T00:00:00.5" } do
         assert.truthy(refused("at(" .. body .. ")", "at"):find("yyyy", 1, true))
      end
   end)
end)

describe("rate", function()
   it("is a number of minutes, hours or days", function()
      assert.same({ kind = "rate", value = 5, unit = "minute", seconds = 300 },
         parsed "rate(5 minutes)")
      assert.same({ kind = "rate", value = 1, unit = "hour", seconds = 3600 },
         parsed "rate(1 hour)")
      assert.equal(7 * 86400, parsed("rate(7 days)").seconds)
   end)

   it("takes singular for plural, and no space", function()
      assert.equal(180, parsed("rate(3 minute)").seconds)
      assert.equal(60, parsed("rate(1 minutes)").seconds)
      assert.equal(7200, parsed("rate(2hours)").seconds)
   end)

   it("is nothing else", function()
      for _, body in ipairs { "", "5", "minutes", "0 minutes", "-1 hours", "1.5 hours", "5 weeks",
                              "5 seconds", "5 minutess", "9999999999 days", "x minutes",
                              "5 minutes 3 hours" } do
         refused("rate(" .. body .. ")", "rate")
      end
   end)
end)

describe("cron", function()
   local function cron(body)
      return parsed("cron(" .. body .. ")")
   end

   it("has values, lists, ranges and steps", function()
      local result = cron "0,30 9-17 ? 1/3 2-6 */2"
      assert.equal("cron", result.kind)
      assert.same({ values = set(0, 30) }, result.minutes)
      assert.same({ values = range(9, 17) }, result.hours)
      assert.same({ unspecified = true }, result.days_of_month)
      assert.same({ values = set(1, 4, 7, 10) }, result.months)
      assert.same({ values = range(2, 6) }, result.days_of_week)
      assert.same({ values = range(1970, 2199, 2) }, result.years)
      assert.is_nil(result.seconds)
      assert.is_nil(result.warning)
      result = cron "*/20 10-20/5 * * ? 2030-2032,2040"
      assert.same(set(0, 20, 40), result.minutes.values)
      assert.same(set(10, 15, 20), result.hours.values)
      assert.same({ values = range(1, 31), any = true }, result.days_of_month)
      assert.same(set(2030, 2031, 2032, 2040), result.years.values)
   end)

   it("knows names, in any case", function()
      assert.same(set(1, 6, 12), cron("0 0 1 jan,Jun,DEC ? *").months.values)
      assert.same(range(2, 6), cron("0 0 ? * MON-FRI *").days_of_week.values)
   end)

   it("has ranges that go over the end", function()
      assert.same(set(20, 21, 22, 23, 0, 1, 2), cron("0 20-2 * * ? *").hours.values)
      assert.same(set(22, 0, 2), cron("0 22-2/2 * * ? *").hours.values)
      assert.same(set(6, 7, 1, 2), cron("0 0 ? * FRI-MON *").days_of_week.values)
      assert.same(set(11, 12, 1, 2), cron("0 0 1 NOV-FEB ? *").months.values)
      assert.same(set(30, 31, 1), cron("0 0 30-1 * ? *").days_of_month.values)
      refused("cron(0 0 1 * ? 2031-2030)", "cron")
   end)

   it("has days that depend on the month", function()
      local function day(text)
         return cron("0 0 " .. text .. " * ? *").days_of_month
      end
      assert.same({ last = true, before = 0 }, day "L")
      assert.same({ last = true, before = 3 }, day "L-3")
      assert.same({ last = true, before = 0, weekday = true }, day "LW")
      assert.same({ weekday = true, nearest = 15 }, day "15W")
      local function day_of_week(text)
         return cron("0 0 ? * " .. text .. " *").days_of_week
      end
      assert.same({ values = set(7) }, day_of_week "L")
      assert.same({ last = true, day = 6 }, day_of_week "6L")
      assert.same({ last = true, day = 6 }, day_of_week "FRIL")
      assert.same({ day = 3, nth = 2 }, day_of_week "3#2")
      assert.same({ day = 6, nth = 5 }, day_of_week "fri#5")
   end)

   it("has five to seven fields", function()
      local result = cron "15 0 10 ? * 2 2030"
      assert.same(set(15), result.seconds.values)
      assert.same(set(0), result.minutes.values)
      assert.same(set(10), result.hours.values)
      assert.same(set(2), result.days_of_week.values)
      assert.same(set(2030), result.years.values)
      assert.is_nil(cron("0 10 ? * 2").years)
      for _, body in ipairs { "", "* * * ?", "0 0 0 10 ? * 2 2030" } do
         assert.truthy(refused("cron(" .. body .. ")", "cron"):find("six fields", 1, true))
      end
   end)

   it("wants exactly one ? for the days, and warns of * with a value", function()
      cron "0 0 ? * * *"
      cron "0 0 * * ? *"
      for _, days in ipairs { { "*", "*" }, { "1", "2" }, { "?", "?" }, { "L", "6L" } } do
         refused(("cron(0 0 %s * %s *)"):format(days[1], days[2]), "cron")
      end
      assert.equal("write ? instead of * for the day of the month",
         cron("30 6 * * 2 *").warning)
      assert.equal("write ? instead of * for the day of the week", cron("30 6 1 * * *").warning)
   end)

   it("refuses what is out of range or not a value", function()
      local good = { "0", "0", "1", "1", "?", "2030" }
      local bad = {
         { "60", "-1", "0-60", "x", "?", "L", "0/0", "0/60", "/5", "5/", "1,", ",1", "1,,2", "1-",
           "-", "1-2-3", "*-5", "1/2/3", "1.5", "00000", "" },
         { "24", "?", "MON", "5W" },
         { "0", "32", "0W", "32W", "W", "L-31", "L,1", "1,L", "1L", "3#1", "MON", "L-", "LW,2" },
         { "0", "13", "JANUARY", "?", "L", "MON", "JAN#1" },
         {},
         { "1969", "2200", "?", "30" },
      }
      local tried = 0
      local function try(words)
         refused("cron(" .. table.concat(words, " ") .. ")", "cron")
         tried = tried + 1
      end
      for position, list in ipairs(bad) do
         for _, text in ipairs(list) do
            local words = table.move(good, 1, 6, 1, {})
            words[position] = text ~= "" and text or "%"
            try(words)
         end
      end
      for _, text in ipairs { "0", "8", "XYZ", "0L", "8L", "1#0", "1#6", "1#", "#1", "8#1", "2W",
                              "L-3", "2,3L", "SUNDAY", "1#2,3" } do
         try { "0", "0", "?", "1", text, "2030" }
      end
      assert.equal(64, tried)
      parsed("cron(" .. table.concat(good, " ") .. ")")
   end)
end)

describe("a schedule", function()
   it("is at, rate or cron, in full", function()
      for _, text in ipairs { "", "0 0 * * ? *", "every(5 minutes)", "AT(2030-01-01T00:00:00)",
                              "rate(5 minutes", "rate 5 minutes", " rate(5 minutes)",
                              "rate(5 minutes) " } do
         assert.truthy(refused(text, nil):find("none of", 1, true))
      end
   end)
end)

describe("a time zone", function()
   it("has a name in the system's database", function()
      for _, name in ipairs { "UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires",
                              "Etc/GMT+5" } do
         assert.is_true(time_zone.exists(name), name)
      end
   end)

   it("has no other name", function()
      for _, name in ipairs { "", "/", "Europe/", "/Europe/Berlin", "../zoneinfo/UTC", "Europe/.",
                              "Europe//Berlin", "posix/UTC", "right/UTC", "localtime",
                              "Europe/Ber\nlin", "+01:00" } do
         assert.is_false(time_zone.exists(name), name)
      end
      if time_zone.exists("Nowhere/At_All") then
         pending("this system has no database of time zones")
      end
      assert.is_false(time_zone.exists("Europe"))
      assert.is_false(time_zone.exists("europe/berlin"))
   end)

   it("is believed where there is no database", function()
      assert.is_true(time_zone.exists("Nowhere/At_All", "no/such/directory/"))
      assert.is_false(time_zone.exists("../etc", "no/such/directory/"))
   end)
end)
