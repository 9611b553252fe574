-- "did you mean": the nearest of some names, by edits (a swap of neighbours is one edit).
local M = {}

local function distance(a, b)
   local before, row = {}, {}
   for j = 0, #b do row[j] = j end
   for i = 1, #a do
      local above = row
      row = { [0] = i }
      for j = 1, #b do
         local cost = a:byte(i) == b:byte(j) and 0 or 1
         local best = math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + cost)
         local is_swap = i > 1 and j > 1 and a:byte(i) == b:byte(j - 1)
            and a:byte(i - 1) == b:byte(j)
         row[j] = is_swap and math.min(best, before[j - 2] + 1) or best
      end
      before = above
   end
   return row[#b]
end

---The candidate nearest to name, nil if none is near enough to be a typing mistake.
---@param name string
---@param candidates string[]
---@return string?
function M.nearest(name, candidates)
   local wanted = name:lower()
   local best, best_distance = nil, math.max(1, #name // 3) + 1
   for _, candidate in ipairs(candidates) do
      local d = distance(wanted, candidate:lower())
      if d < best_distance or (d == best_distance and best and candidate < best) then
         best, best_distance = candidate, d
      end
   end
   return best
end

---", did you mean 'x'?" or "".
---@param name string
---@param candidates string[]
---@return string
function M.hint(name, candidates)
   local best = M.nearest(name, candidates)
   return best and (", did you mean '%s'?"):format(best) or ""
end

return M
