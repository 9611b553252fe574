-- Documents as JSON text: keys in the document's order, laid out as the AWS CLI does it.
local core = require "moontide.core"
local number = require "moontide.output.number"
local ordered = require "moontide.ordered"

local M = {}

local ESCAPES = {
   ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t",
   ["\b"] = "\\b", ["\f"] = "\\f",
}

local function escape(character)
   return ESCAPES[character] or ("\\u%04x"):format(character:byte())
end

local function escape_code(character)
   local code = utf8.codepoint(character)
   if code < 0x10000 then return ("\\u%04x"):format(code) end
   code = code - 0x10000
   return ("\\u%04x\\u%04x"):format(0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF))
end

---@param text string
---@param is_ascii boolean? whether other characters are escaped
---@return string
function M.quote(text, is_ascii)
   text = text:gsub('[%z\1-\31"\\]', escape)
   if is_ascii then text = text:gsub("[\xC2-\xF4][\x80-\xBF]+", escape_code) end
   return '"' .. text .. '"'
end

local function scalar(value, is_ascii)
   if value == core.null then return "null" end
   if type(value) == "string" then return M.quote(value, is_ascii) end
   return type(value) == "number" and number.text(value) or tostring(value)
end

local add_value

local function add_container(parts, value, layout, indent)
   local is_list = ordered.is_list(value)
   local keys = not is_list and ordered.keys(value)
   local open, close = "{", "}"
   if is_list then open, close = "[", "]" end
   local count = is_list and #value or #keys
   if count == 0 then
      parts[#parts + 1] = open .. close
      return
   end
   local inner = indent .. layout.step
   local before = open .. layout.line .. inner
   for i = 1, count do
      parts[#parts + 1] = before
      if keys then
         parts[#parts + 1] = M.quote(keys[i], layout.is_ascii) .. layout.colon
      end
      add_value(parts, is_list and value[i] or value[keys[i]], layout, inner)
      before = layout.comma .. layout.line .. inner
   end
   parts[#parts + 1] = layout.line .. indent .. close
end

function add_value(parts, value, layout, indent)
   if type(value) == "table" then
      add_container(parts, value, layout, indent)
   else
      parts[#parts + 1] = scalar(value, layout.is_ascii)
   end
end

local PRETTY <const> = { step = "    ", line = "\n", comma = ",", colon = ": " }
local COMPACT <const> = { step = "", line = "", comma = ",", colon = ":", is_ascii = true }
local SPACED <const> = { step = "", line = "", comma = ", ", colon = ": ", is_ascii = true }

local function encode(value, layout)
   local parts = {}
   add_value(parts, value, layout, "")
   return table.concat(parts)
end

---Indented by four, as the AWS CLI prints an answer.
---@return string
function M.pretty(value) return encode(value, PRETTY) end

---On one line without blanks, all ASCII.
---@return string
function M.compact(value) return encode(value, COMPACT) end

---On one line with a blank after each separator, all ASCII.
---@return string
function M.spaced(value) return encode(value, SPACED) end

return M
