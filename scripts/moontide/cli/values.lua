-- How the values of options are read: each reader gives the value, or nil and what it has to be.
local M = {}

---@return integer?, string?
function M.positive_integer(text)
   local number = text:find("^%d+$") and math.tointeger(tonumber(text))
   if number and number > 0 then return number end
   return nil, "a whole number above 0"
end

---@return integer?, string?
function M.attempts(text)
   local number = M.positive_integer(text)
   if number and number <= 1000 then return number end
   return nil, "a whole number from 1 to 1000"
end

---@return number?, string?
function M.rate(text)
   local number = text:find("^%d*%.?%d+$") and tonumber(text)
   if number and number > 0 and number <= 1e6 then return number end
   return nil, "a number of calls a second, above 0"
end

---@return string?, string?
function M.file(text)
   if text ~= "" then return text end
   return nil, "a file's name"
end

---A file's name, or false for "off".
---@return string|false|nil, string?
function M.file_or_off(text)
   if text == "off" then return false end
   if text ~= "" then return text end
   return nil, "a file's name, or off"
end

---@return integer?, string?
function M.port(text)
   local number = text:find("^%d+$") and math.tointeger(tonumber(text))
   if number and number <= 65535 then return number end
   return nil, "a number from 0 to 65535"
end

---@return number?, string?
function M.milliseconds(text)
   local number = text:find("^%d+%.?%d*$") and tonumber(text)
   if number then return number end
   return nil, "a number of milliseconds"
end

---@return number?, string?
function M.seconds(text)
   local number = text:find("^%d+%.?%d*$") and tonumber(text)
   if number then return number end
   return nil, "a number of seconds"
end

---"a,b" as a list.
---@return string[]?, string?
function M.list(text)
   local items = {}
   for item in text:gmatch("[^,%s]+") do items[#items + 1] = item end
   if #items > 0 then return items end
   return nil, "names with commas between them"
end

local unit_seconds <const> = { s = 1, m = 60, h = 3600, d = 86400 }

---"90s", "30m", "2h", "1d" in seconds.
---@return number?, string?
function M.duration(text)
   local number, unit = text:match("^(%d+%.?%d*)([smhd])$")
   if number and tonumber(number) > 0 then return tonumber(number) * unit_seconds[unit] end
   return nil, "a time like 90s, 30m or 2h"
end

---"10" or "30%": how much may be removed.
---@return { count: integer?, percent: number? }?, string?
function M.share(text)
   local percent = text:match("^(%d+%.?%d*)%%$")
   if percent and tonumber(percent) <= 100 then return { percent = tonumber(percent) } end
   local count = text:find("^%d+$") and math.tointeger(tonumber(text))
   if count then return { count = count } end
   return nil, "a number, or a percentage like 30%"
end

---@return integer?, string?
function M.whole(text)
   local number = text:find("^%d+$") and math.tointeger(tonumber(text))
   if number then return number end
   return nil, "a whole number"
end

---@return number?, string?
function M.number(text)
   local number = tonumber(text)
   if number and number == number and math.abs(number) < math.huge then return number end
   return nil, "a number"
end

---@return string?, string?
function M.url(text)
   if text:find("^https?://[^/]") then return text end
   return nil, "a URL like http://127.0.0.1:8000"
end

---@param choices string[]
---@return fun(text: string): string?, string?
function M.one_of(choices)
   return function(text)
      for _, choice in ipairs(choices) do
         if text == choice then return text end
      end
      return nil, "one of " .. table.concat(choices, ", ")
   end
end

return M
