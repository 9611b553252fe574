-- A forecast as plain as can be: the coming hours are like the same hours before. AWS's own model
-- is not published; like it, this one wants a day of data and looks two weeks back.
local M = {}

local hour <const>, day <const>, week <const> = 3600, 86400, 7 * 86400

M.WINDOW = 2 * week
M.LEAST = day

---Hours are alike by the week where there are two weeks of data, otherwise by the day.
local function cycle_of(first, now)
   return now - first >= M.WINDOW and week or day
end

---@param hourly table<integer, number>  load by the start of each hour
---@param now number  the hour that it is in is not over, and not looked at
---@return (fun(time: number): number?)?  the load of an hour; nil: there are not enough data
function M.load(hourly, now)
   local first, sums, counts = math.huge, {}, {}
   for start in pairs(hourly) do
      if start >= now - M.WINDOW and start + hour <= now then
         first = math.min(first, start)
      end
   end
   if now - first < M.LEAST then
      return nil
   end
   local cycle = cycle_of(first, now)
   for start, value in pairs(hourly) do
      if start >= first and start + hour <= now then
         local slot = start % cycle // hour
         sums[slot], counts[slot] = (sums[slot] or 0) + value, (counts[slot] or 0) + 1
      end
   end
   return function(time)
      local slot = time % cycle // hour
      return sums[slot] and sums[slot] / counts[slot]
   end
end

---The capacity that keeps the load of each unit at the target.
---@param load number
---@param target number
---@param minimum integer
---@param maximum integer
---@return integer
function M.capacity(load, target, minimum, maximum)
   return math.max(minimum, math.min(maximum, math.ceil(load / target - 1e-9)))
end

return M
