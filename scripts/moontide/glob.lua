-- Globs over names: * is any text, slashes included, ? one character, [a-c] one of a set.
local M = {}

local wildcards <const> = { ["*"] = ".*", ["?"] = "." }
local cache = {}

-- A set as a Lua pattern; without its end the bracket is an ordinary character.
local function set_at(glob, position)
   local negation, members, after = glob:match("^%[([!^]?)(%]?[^%]]*)%]()", position)
   if not members then return "%[", position + 1 end
   members = members:gsub("[%%%]^]", "%%%0")
   return ("[%s%s]"):format(negation ~= "" and "^" or "", members), after
end

local function translate(glob)
   local parts, position = {}, 1
   while position <= #glob do
      local char = glob:sub(position, position)
      local part, after = wildcards[char] or char:gsub("%W", "%%%0"), position + 1
      if char == "[" then part, after = set_at(glob, position) end
      parts[#parts + 1] = part
      position = after
   end
   return "^" .. table.concat(parts) .. "$"
end

---@param text string
---@param glob string
---@return boolean
function M.matches(text, glob)
   local pattern = cache[glob] or translate(glob)
   cache[glob] = pattern
   return text:find(pattern) ~= nil
end

---Whether one of the globs matches.
---@param text string
---@param globs string[]
---@return boolean
function M.matches_any(text, globs)
   for _, glob in ipairs(globs) do
      if M.matches(text, glob) then return true end
   end
   return false
end

---Whether a text has wildcards, rather than being a name.
---@param glob string
---@return boolean
function M.is_pattern(glob)
   return glob:find("[*?%[]") ~= nil
end

---A test for a glob, or for any of a list of globs; nil lets everything through.
---@param wanted? string|string[]
---@return fun(text: string): boolean
function M.matcher(wanted)
   if wanted == nil then return function() return true end end
   local globs = type(wanted) == "string" and { wanted } or wanted
   return function(text) return M.matches_any(text, globs) end
end

---The longest run of characters that every text has that the glob matches; "" if there is none.
---@param glob string
---@return string
function M.literal(glob)
   local longest = ""
   for run in glob:match("^[^%[]*"):gmatch "[^*?]+" do
      if #run > #longest then longest = run end
   end
   return longest
end

return M
