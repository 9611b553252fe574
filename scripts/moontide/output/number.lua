-- Numbers as text, the way Python's clients print them: the shortest digits that read back the
-- same.
local M = {}

local SMALLEST_NORMAL <const> = 0x1p-1022 -- below it fewer than 15 digits are kept

-- The digits without point or trailing zeros, and the exponent of the first.
local function shortest_digits(number)
   for precision = number < SMALLEST_NORMAL and 1 or 15, 17 do
      local text = ("%%.%de"):format(precision - 1):format(number)
      if tonumber(text) == number then
         local head, tail, exponent = text:match("^(%d)%.?(%d*)e([+-]%d+)$")
         return (head .. tail):gsub("0+$", ""), math.tointeger(tonumber(exponent))
      end
   end
end

local function in_full(digits, exponent)
   if exponent < 0 then return "0." .. ("0"):rep(-exponent - 1) .. digits end
   digits = digits .. ("0"):rep(exponent + 1 - #digits)
   local fraction = digits:sub(exponent + 2)
   return digits:sub(1, exponent + 1) .. "." .. (fraction == "" and "0" or fraction)
end

---@param number number
---@return string
function M.text(number)
   if math.type(number) == "integer" then return ("%d"):format(number) end
   if number == 0 then return 1 / number < 0 and "-0.0" or "0.0" end
   local sign = number < 0 and "-" or ""
   local digits, exponent = shortest_digits(math.abs(number))
   if not digits then return tostring(number) end -- infinite, or not a number
   if exponent >= -4 and exponent < 16 then return sign .. in_full(digits, exponent) end
   local point = #digits > 1 and "." or ""
   return ("%s%s%s%se%s%02d"):format(sign, digits:sub(1, 1), point, digits:sub(2),
      exponent < 0 and "-" or "+", math.abs(exponent))
end

return M
