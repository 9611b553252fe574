-- The calendar: days and seconds since 1970-01-01T00:00:00, without any time zone.
local M = {}

local days_of <const> = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function is_leap(year)
   return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
end

---@param year integer
---@param month integer
---@return integer
function M.days_in_month(year, month)
   return month == 2 and is_leap(year) and 29 or days_of[month]
end

---The number of a day; 0 is 1970-01-01. Years are counted from March, so that the leap day is
---the last one.
---@param year integer
---@param month integer
---@param day integer
---@return integer
function M.day_number(year, month, day)
   local shifted = month <= 2 and year - 1 or year
   local era = shifted // 400
   local of_era = shifted - era * 400
   local of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
   return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
end

---@param number integer  of a day
---@return integer year, integer month, integer day
function M.date_of(number)
   local shifted = number + 719468
   local era = shifted // 146097
   local of_era = shifted - era * 146097
   local year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
   local of_year = of_era - (365 * year + year // 4 - year // 100)
   local month = (5 * of_year + 2) // 153
   local day = of_year - (153 * month + 2) // 5 + 1
   return year + era * 400 + (month >= 10 and 1 or 0), (month + 2) % 12 + 1, day
end

---@param number integer  of a day
---@return integer  1 is Sunday, as in cron
function M.weekday(number)
   return (number + 4) % 7 + 1
end

---@param at table  year, month, day; hour, minute, second if there are any
---@return integer
function M.seconds(at)
   return M.day_number(at.year, at.month, at.day) * 86400
      + (at.hour or 0) * 3600 + (at.minute or 0) * 60 + (at.second or 0)
end

---Reads a time in UTC: "2026-11-24T09:30:00Z", or less of it, or Unix seconds.
---@param text string
---@return number? time
function M.parse_utc(text)
   if text:find("^%d+%.?%d*$") then
      return tonumber(text)
   end
   local year, month, day, rest = text:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)(.*)$")
   if not year then
      return nil
   end
   local hour, minute, second = rest:match("^[T ](%d%d):(%d%d):?(%d*%.?%d*)Z?$")
   if rest ~= "" and not hour then
      return nil
   end
   local at = { year = tonumber(year), month = tonumber(month), day = tonumber(day),
                hour = tonumber(hour), minute = tonumber(minute), second = tonumber(second) }
   local is_date = at.month >= 1 and at.month <= 12 and at.day >= 1
      and at.day <= M.days_in_month(at.year, at.month)
   return is_date and M.seconds(at) or nil
end

---@param time number
---@return string  "2026-11-24T09:30:00Z"
function M.format_utc(time)
   return os.date("!%Y-%m-%dT%H:%M:%SZ", math.floor(time))
end

return M
