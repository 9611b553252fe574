-- Text in YAML: plain where it would be read back as the same text, else in single quotes, in
-- double quotes where something has to be escaped. Long text is folded at blanks as libyaml does.
local M = {}

local WIDTH <const> = 80

local WORDS = {}
for word in ("true True TRUE false False FALSE null Null NULL ~ << = .inf .Inf .INF .nan .NaN .NAN")
   :gmatch("%S+") do
   WORDS[word] = true
end

-- Numbers and dates as YAML 1.2 knows them; signs are taken off before.
local PATTERNS <const> = {
   "^0b[01_]+$", "^0o?[0-7_]+$", "^[%d_]+$", "^0x[%x_]+$",
   "^%d[%d_]*%.[%d_]*$", "^%d[%d_]*%.[%d_]*[eE][-+]?%d+$", "^%d[%d_]*[eE][-+]?%d+$",
   "^%.[%d_]+$", "^%.[%d_]+[eE][-+]%d+$",
}

local function is_date(text)
   if text:find("^%d%d%d%d%-%d%d%-%d%d$") then return true end
   local rest = text:match("^%d%d%d%d%-%d%d?%-%d%d?[Tt](.*)$")
      or text:match("^%d%d%d%d%-%d%d?%-%d%d?[ \t]+(.*)$")
   rest = rest and rest:match("^%d%d?:%d%d:%d%d(.*)$")
   rest = rest and rest:gsub("^%.%d*", ""):gsub("^[ \t]+", "")
   return rest ~= nil and (rest == "" or rest == "Z" or rest:find("^[-+]%d%d?$") ~= nil
      or rest:find("^[-+]%d%d?:%d%d$") ~= nil)
end

-- Whether plain text would be read as something that is no text.
local function is_other(text)
   local unsigned = text:gsub("^[-+]", "")
   if WORDS[text] or unsigned:find("^%.[iI]") and WORDS[unsigned] then return true end
   if not unsigned:find("^[%d._]") then return false end
   for _, pattern in ipairs(PATTERNS) do
      if unsigned:find(pattern) then return true end
   end
   return is_date(text)
end

local function is_plain(text)
   if text == "" or is_other(text) then return false end
   if text:find("^[#,%[%]{}&*!|>'\"%%@`]") or text:find("^[-?:]$") or text:find("^[-?:]%s") then
      return false
   end
   if text:find("^%-%-%-") or text:find("^%.%.%.") then return false end
   if text:find(":%s") or text:find(":$") or text:find("%s#") then return false end
   return not text:find("^ ") and not text:find(" $") and not text:find("\n", 1, true)
end

local function is_printable(code)
   return code == 0x0A or code >= 0x20 and code <= 0x7E or code == 0x85
      or code >= 0xA0 and code <= 0xD7FF or code >= 0xE000 and code <= 0xFFFD and code ~= 0xFEFF
end

local function needs_escapes(text)
   if text:find(" \n", 1, true) or text:find("\n ", 1, true) then return true end
   for _, code in utf8.codes(text) do
      if not is_printable(code) then return true end
   end
   return false
end

local ESCAPES <const> = {
   [0x00] = "\\0", [0x07] = "\\a", [0x08] = "\\b", [0x09] = "\\t", [0x0A] = "\\n", [0x0B] = "\\v",
   [0x0C] = "\\f", [0x0D] = "\\r", [0x1B] = "\\e", [0x22] = '\\"', [0x5C] = "\\\\",
}

local function escaped(code, character)
   if ESCAPES[code] then return ESCAPES[code] end
   if is_printable(code) then return character end
   if code <= 0xFF then return ("\\x%02X"):format(code) end
   return (code <= 0xFFFF and "\\u%04X" or "\\U%08X"):format(code)
end

-- Puts characters one by one, a new line in place of a blank behind the width.
local function fold(characters, column, indent, is_quoted)
   local parts, count = {}, #characters
   for i, character in ipairs(characters) do
      local may_break = indent and character == " " and characters[i - 1] ~= " "
         and characters[i + 1] ~= " " and not (is_quoted and (i == 1 or i == count))
      if may_break and column > WIDTH then
         parts[i], column = "\n" .. (" "):rep(indent), indent
      else
         parts[i], column = character, column + utf8.len(character)
      end
   end
   return table.concat(parts)
end

local function split(text, change)
   local characters = {}
   for _, code in utf8.codes(text) do
      local character = utf8.char(code)
      characters[#characters + 1] = change and change(code, character) or character
   end
   return characters
end

local function double_quote(_, character) return character == "'" and "''" or character end

local function single_quoted(text, column, indent)
   local folded = fold(split(text, double_quote), column + 1, indent, true)
   if not text:find("\n", 1, true) then return "'" .. folded .. "'" end
   local margin = (" "):rep(indent or 0)
   return "'" .. folded:gsub("\n+", function(breaks) return breaks .. "\n" .. margin end) .. "'"
end

---A text as it stands in YAML, written from a column on; without an indent (keys) it stays on one
---line.
---@param text string
---@param column integer?
---@param indent integer? of further lines
---@return string
function M.quote(text, column, indent)
   column = column or 0
   if needs_escapes(text) then
      return '"' .. fold(split(text, escaped), column + 1, indent, true) .. '"'
   end
   if is_plain(text) then return fold(split(text), column, indent) end
   return single_quoted(text, column, indent)
end

return M
