-- Values as Lua source that reads well: keys in a given order, short tables on one line.
local M = {}

local MAX_LINE <const> = 96

---@param text string
---@return string
function M.quote(text)
   return (('%q'):format(text):gsub("\\\n", "\\n"):gsub("\r", "\\r"):gsub("\0", "\\0"))
end

local reserved <const> = {}
for word in ([[and break do else elseif end false for function goto if in local nil not or repeat
   return then true until while]]):gmatch("%a+") do
   reserved[word] = true
end

---A table's key as it is written before "=".
---@param key string
---@return string
function M.key(key)
   if key:find("^[%a_][%w_]*$") and not reserved[key] then return key end
   return ("[%s]"):format(M.quote(key))
end

local function number_text(value)
   local whole = math.tointeger(value)
   return whole and tostring(whole) or ("%.17g"):format(value)
end

-- What people say first; the rest by the alphabet.
local ranks <const> = {}
for rank, name in ipairs { "Id", "name", "Name", "namespace", "statistic", "dimensions", "lower",
   "upper", "change", "percent", "capacity" } do
   ranks[name] = rank
end

local function sorted_keys(value)
   local keys = {}
   for key in pairs(value) do keys[#keys + 1] = key end
   table.sort(keys, function(a, b)
      local first, second = ranks[a] or math.huge, ranks[b] or math.huge
      if first ~= second then return first < second end
      return a < b
   end)
   return keys
end

local function entries_of(value, indent)
   local entries = {}
   if value[1] ~= nil then
      for i, item in ipairs(value) do entries[i] = M.value(item, indent) end
   else
      for i, key in ipairs(sorted_keys(value)) do
         entries[i] = ("%s = %s"):format(M.key(key), M.value(value[key], indent))
      end
   end
   return entries
end

---A value, on one line if it is not too long for that.
---@param value any
---@param indent string?  of the line it begins in; nil: one line, however long
---@return string
function M.value(value, indent)
   if type(value) == "string" then return M.quote(value) end
   if type(value) == "number" then return number_text(value) end
   if type(value) ~= "table" then return tostring(value) end
   local entries = entries_of(value)
   if #entries == 0 then return "{}" end
   local line = ("{ %s }"):format(table.concat(entries, ", "))
   if not indent or #indent + #line <= MAX_LINE - 24 then return line end
   local deeper = indent .. "   "
   return ("{\n%s%s,\n%s}"):format(deeper,
      table.concat(entries_of(value, deeper), ",\n" .. deeper), indent)
end

---"{ a = 1, b = 2 }", over several lines where one would be too long. Entries are texts.
---@param opening string   what stands before the brace
---@param entries string[]
---@param indent string
---@return string
function M.block(opening, entries, indent)
   local line = ("%s%s{ %s }"):format(indent, opening, table.concat(entries, ", "))
   if #line <= MAX_LINE and not line:find("\n", 1, true) then return line end
   local lines, current = { indent .. opening .. "{" }, nil
   for _, entry in ipairs(entries) do
      local longer = current and ("%s %s,"):format(current, entry)
         or ("%s   %s,"):format(indent, entry)
      if current and #longer > MAX_LINE then
         lines[#lines + 1] = current
         longer = ("%s   %s,"):format(indent, entry)
      end
      current = longer
   end
   lines[#lines + 1] = current
   lines[#lines + 1] = indent .. "}"
   return table.concat(lines, "\n")
end

return M
