-- How the values of options are read: each reader gives the value, or nil and what it has to be.
local M = {}

---@return integer?, string?
function M.positive_integer(text)
   local number = text:find("^%d+$") and math.tointeger(tonumber(text))
   if number and number > 0 then return number end
   return nil, "a whole number above 0"
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
