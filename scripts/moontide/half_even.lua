-- Rounding half to even, as Python does and with it the AWS CLI.

---@param number number
---@return number
return function(number)
   local floor = math.floor(number)
   local rest = number - floor
   if rest > 0.5 or (rest == 0.5 and floor % 2 == 1) then return floor + 1 end
   return floor
end
