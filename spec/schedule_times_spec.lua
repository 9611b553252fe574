-- When scheduled actions run: in their zones, between their limits, over changes of the clock.
local civil = require "moontide.scaling.civil"
local schedule = require "moontide.scaling.schedule"
local time_zone = require "moontide.scaling.time_zone"
local zone_rule = require "moontide.scaling.zone_rule"

---@param text string  "2026-03-29 01:30[:15]", UTC
local function utc(text)
   local parts = {}
   for number in text:gmatch("%d+") do
      parts[#parts + 1] = math.tointeger(tonumber(number))
   end
   return civil.seconds { year = parts[1], month = parts[2], day = parts[3], hour = parts[4] or 0,
                          minute = parts[5] or 0, second = parts[6] or 0 }
end

local function shown(time)
   return time and os.date("!%Y-%m-%d %H:%M", math.floor(time)) or "never"
end

local function action(text, changes)
   local result = { schedule = assert(schedule.parse(text)) }
   for name, value in pairs(changes or {}) do
      result[name] = name == "zone" and assert(time_zone.load(value)) or value
   end
   return result
end

local function upcoming(text, after, count, changes)
   local list = schedule.next_firings(action(text, changes), utc(after), count)
   for i, time in ipairs(list) do
      list[i] = shown(time)
   end
   return list
end

local function last(text, time, changes)
   return shown(schedule.last_firing(action(text, changes), utc(time)))
end

describe("the calendar", function()
   it("agrees with the system's", function()
      for number = -1000, 80000, 37 do
         local year, month, day = civil.date_of(number)
         assert.equal(os.date("!%Y-%m-%d", number * 86400),
            ("%04d-%02d-%02d"):format(year, month, day))
         assert.equal(number, civil.day_number(year, month, day))
         assert.equal(tonumber(os.date("!%w", number * 86400)) + 1, civil.weekday(number))
      end
   end)
end)

describe("a time zone", function()
   it("knows its offsets, past and to come", function()
      local berlin = assert(time_zone.load("Europe/Berlin"))
      assert.equal(3600, berlin:offset_at(utc "2026-03-29 00:59"))
      assert.equal(7200, berlin:offset_at(utc "2026-03-29 01:00"))
      assert.equal(7200, berlin:offset_at(utc "2026-10-25 00:59"))
      assert.equal(3600, berlin:offset_at(utc "2026-10-25 01:00"))
      assert.equal(7200, berlin:offset_at(utc "2150-07-01"))
      assert.equal(3600, berlin:offset_at(utc "2150-12-01"))
      local sydney = assert(time_zone.load("Australia/Sydney"))
      assert.equal(11 * 3600, sydney:offset_at(utc "2099-01-01"))
      assert.equal(10 * 3600, sydney:offset_at(utc "2099-07-01"))
      assert.equal(5 * 3600 + 2700, assert(time_zone.load("Asia/Kathmandu")):offset_at(0 + 1e9))
   end)

   it("skips what no clock shows and takes the first of what it shows twice", function()
      local berlin = assert(time_zone.load("Europe/Berlin"))
      assert.is_nil(berlin:to_utc(utc "2026-03-29 02:30"))
      assert.equal(utc "2026-03-29 01:00", berlin:to_utc(utc "2026-03-29 03:00"))
      assert.equal(utc "2026-10-25 00:30", berlin:to_utc(utc "2026-10-25 02:30"))
      assert.equal(utc "2026-10-25 02:00", berlin:to_utc(utc "2026-10-25 03:00"))
   end)

   it("reads the rules that follow the listed changes", function()
      assert.same({ standard = 0 }, zone_rule.parse("UTC0"))
      assert.same({ standard = 19800 }, zone_rule.parse("IST-5:30"))
      assert.same({ standard = -10800 }, zone_rule.parse("<-03>3"))
      local rule = assert(zone_rule.parse("EST5EDT,M3.2.0,M11.1.0"))
      assert.equal(-14400, zone_rule.offset_at(rule, utc "2040-03-11 07:00"))
      assert.equal(-18000, zone_rule.offset_at(rule, utc "2040-03-11 06:59"))
      assert.equal(-18000, zone_rule.offset_at(rule, utc "2040-11-04 06:00"))
      local julian = assert(zone_rule.parse("XST0XDT,J60/0,300/0"))
      assert.equal(3600, zone_rule.offset_at(julian, utc "2040-03-01 00:00"))
      assert.equal(0, zone_rule.offset_at(julian, utc "2040-02-29 23:59"))
      for _, text in ipairs { "", "5", "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,x,y" } do
         assert.is_nil(zone_rule.parse(text))
      end
   end)

   it("is not known if its file is none", function()
      assert.is_nil(time_zone.load("Nowhere/At_All"))
      assert.is_nil(time_zone.load("../etc/passwd"))
      assert.equal(time_zone.utc, time_zone.load("UTC"))
   end)
end)

describe("cron", function()
   it("runs at the times that its fields name", function()
      assert.same({ "2026-11-24 22:00", "2026-11-25 22:00", "2026-11-26 22:00" },
         upcoming("cron(0 22 * * ? *)", "2026-11-24 10:00", 3))
      assert.same({ "2026-11-24 10:15", "2026-11-24 10:30", "2026-11-24 10:45",
         "2026-11-24 11:00" }, upcoming("cron(0/15 * * * ? *)", "2026-11-24 10:00", 4))
      assert.same({ "2026-11-27 06:30", "2026-11-30 06:30" },
         upcoming("cron(30 6 ? * MON-FRI *)", "2026-11-26 06:30", 2))
      assert.same({ "2028-02-29 12:00", "2032-02-29 12:00" },
         upcoming("cron(0 12 29 2 ? *)", "2026-01-01", 2))
      assert.same({ "2031-01-01 00:00" }, upcoming("cron(0 0 1 1 ? 2031)", "2026-01-01", 5))
      assert.same({}, upcoming("cron(0 0 30 2 ? *)", "2026-01-01", 1))
   end)

   it("knows the days that depend on the month", function()
      local function days(fields, count)
         local list = upcoming("cron(0 0 " .. fields .. " *)", "2025-12-31 12:00", count)
         for i, text in ipairs(list) do
            list[i] = text:sub(6, 10)
         end
         return table.concat(list, " ")
      end
      assert.equal("01-31 02-28 03-31", days("L * ?", 3))
      assert.equal("01-28 02-25 03-28", days("L-3 * ?", 3))
      assert.equal("01-30 02-27 03-31", days("LW * ?", 3))
      assert.equal("01-15 02-16 03-16", days("15W * ?", 3)) -- 15 Feb and 15 Mar are Sundays
      assert.equal("01-01 02-02 03-02", days("1W * ?", 3))
      assert.equal("01-30 02-27 03-27", days("? * 6L", 3))
      assert.equal("01-13 02-10 03-10", days("? * 3#2", 3))
      assert.equal("01-29 04-30 07-30", days("? * THU#5", 3))
      assert.equal("01-03 01-10 01-17", days("? * L", 3))
   end)

   it("follows the clock of its zone", function()
      local berlin = { zone = "Europe/Berlin" }
      assert.same({ "2026-10-23 20:00", "2026-10-24 20:00", "2026-10-25 21:00" },
         upcoming("cron(0 22 * * ? *)", "2026-10-23 12:00", 3, berlin))
      -- A time in the gap is skipped; a time that comes twice counts once.
      assert.same({ "2026-03-28 01:30", "2026-03-30 00:30" },
         upcoming("cron(30 2 * * ? *)", "2026-03-28 00:00", 2, berlin))
      assert.same({ "2026-10-25 00:30", "2026-10-26 01:30" },
         upcoming("cron(30 2 * * ? *)", "2026-10-24 12:00", 2, berlin))
      assert.same({ "2026-10-25 00:30", "2026-10-25 00:45", "2026-10-25 02:00" },
         upcoming("cron(0/15 2-3 * * ? *)", "2026-10-25 00:15", 3, berlin))
   end)

   it("ran last when it would have run next before", function()
      for _, case in ipairs {
         { "cron(0 22 * * ? *)", "2026-01-01 00:00" },
         { "cron(0/7 1-3 * * ? *)", "2026-10-20 00:00", { zone = "Europe/Berlin" } },
         { "cron(0/7 1-3 * * ? *)", "2026-03-25 00:00", { zone = "Europe/Berlin" } },
         { "cron(30 6 ? JAN,MAR FRI *)", "2026-01-01 00:00", { zone = "America/New_York" } },
         { "cron(15 30 6 L * ? *)", "2026-01-01 00:00" },
         { "rate(7 hours)", "2026-01-01 00:00", { created = utc "2025-12-24 08:00" } },
      } do
         local it_runs = action(case[1], case[3])
         local times = schedule.next_firings(it_runs, utc(case[2]), 40)
         assert.equal(40, #times)
         for i = 2, 40 do
            assert.equal(times[i - 1], schedule.last_firing(it_runs, times[i] - 1))
            assert.equal(times[i], schedule.last_firing(it_runs, times[i]))
            assert.equal(times[i], schedule.last_firing(it_runs, times[i] + 1))
         end
      end
      assert.equal("never", last("cron(0 0 30 2 ? *)", "2026-01-01"))
      assert.equal("1970-01-01 00:00", last("cron(0 0 1 1 ? 1970)", "2026-01-01"))
   end)

   it("runs at its start, and not after its end", function()
      local limits = { start_time = utc "2026-11-24 09:30", end_time = utc "2026-11-26 22:00" }
      local text = "cron(0 22 * * ? *)"
      assert.same({ "2026-11-24 09:30", "2026-11-24 22:00", "2026-11-25 22:00",
         "2026-11-26 22:00" }, upcoming(text, "2026-11-01", 9, limits))
      assert.equal("never", last(text, "2026-11-24 09:29", limits))
      assert.equal("2026-11-24 09:30", last(text, "2026-11-24 12:00", limits))
      assert.equal("2026-11-26 22:00", last(text, "2027-06-01", limits))
      assert.equal("never", last(text, "2026-11-24 12:00", { created = utc "2026-11-24 11:00" }))
      assert.same({ "2026-11-24 22:00" }, upcoming(text, "2026-11-01", 1,
         { start_time = utc "2026-11-20 01:00", created = utc "2026-11-24 11:00" }))
   end)
end)

describe("rate", function()
   it("counts from its start, or else from its making", function()
      assert.same({ "2026-01-01 00:10", "2026-01-01 00:15" }, upcoming("rate(5 minutes)",
         "2026-01-01 00:05", 2, { start_time = utc "2026-01-01 00:00" }))
      assert.same({ "2026-01-01 00:07", "2026-01-01 00:12" }, upcoming("rate(5 minutes)",
         "2026-01-01", 2, { created = utc "2026-01-01 00:07" }))
      assert.equal("never", last("rate(5 minutes)", "2026-01-01",
         { created = utc "2026-01-01 00:07" }))
      assert.same({}, upcoming("rate(5 minutes)", "2026-01-01", 2))
   end)
end)

describe("at", function()
   it("runs once, in its zone", function()
      local berlin = { zone = "Europe/Berlin" }
      assert.same({ "2026-07-01 10:00" },
         upcoming("at(2026-07-01T12:00:00)", "2026-01-01", 3, berlin))
      assert.same({}, upcoming("at(2026-07-01T12:00:00)", "2026-07-01 10:00", 3, berlin))
      assert.equal("never", last("at(2026-07-01T12:00:00)", "2026-07-01 09:59", berlin))
      assert.equal("2026-07-01 10:00", last("at(2026-07-01T12:00:00)", "2027-01-01", berlin))
      assert.same({}, upcoming("at(2026-03-29T02:30:00)", "2026-01-01", 1, berlin))
      assert.equal("never", last("at(2026-07-01T12:00:00)", "2027-01-01",
         { created = utc "2026-08-01" }))
   end)
end)

describe("an action as it is described", function()
   it("is read with its zone and times", function()
      local found = assert(schedule.action_of { Schedule = "cron(0 22 * * ? *)",
         Timezone = "Europe/Berlin", StartTime = 1, EndTime = 2, CreationTime = 3 })
      assert.same({ "Europe/Berlin", 1, 2, 3 },
         { found.zone.name, found.start_time, found.end_time, found.created })
      assert.equal("UTC", assert(schedule.action_of { Schedule = "rate(1 day)" }).zone.name)
   end)

   it("is refused with a reason", function()
      local _, problem = schedule.action_of { Schedule = "nightly" }
      assert.truthy(problem:find("none of", 1, true))
      _, problem = schedule.action_of { Schedule = "rate(1 day)", Timezone = "No/Zone" }
      assert.equal("this machine does not know the time zone No/Zone", problem)
   end)
end)
