-- JMESPath, first step: an expression's text as tokens { type =, value =, at = byte position }.
local core = require "moontide.core"

local M = {}

local SIMPLE = {
   ["."] = "dot", ["*"] = "star", ["]"] = "rbracket", [","] = "comma", [":"] = "colon",
   ["@"] = "current", ["("] = "lparen", [")"] = "rparen", ["{"] = "lbrace", ["}"] = "rbrace",
}

-- One character, or with the one that may follow it another token.
local COMPOUND = {
   ["["] = { alone = "lbracket", ["]"] = "flatten", ["?"] = "filter" },
   ["|"] = { alone = "pipe", ["|"] = "or" },
   ["&"] = { alone = "expref", ["&"] = "and" },
   ["<"] = { alone = "lt", ["="] = "lte" },
   [">"] = { alone = "gt", ["="] = "gte" },
   ["!"] = { alone = "not", ["="] = "ne" },
   ["="] = { ["="] = "eq" },
}

---Raises what is wrong with an expression, for jmespath.compile to catch.
function M.fail(at, ...)
   error({ jmespath = string.format(...), at = at }, 0)
end

-- What stands between two delimiters, a backslash protecting the second; and where to go on.
local function delimited(text, at)
   local delimiter = text:sub(at, at)
   local index = at + 1
   while index <= #text do
      local character = text:sub(index, index)
      if character == delimiter then return text:sub(at + 1, index - 1), index + 1 end
      index = index + (character == "\\" and 2 or 1)
   end
   M.fail(at, "the %s is not closed", delimiter)
end

local function decode(json)
   local value, err = core.json_decode(json)
   return value, err
end

local function quoted_identifier(text, at)
   local inside, after = delimited(text, at)
   local value, err = decode('"' .. inside .. '"')
   if err then M.fail(at, 'invalid quoted identifier "%s"', inside) end
   return { type = "quoted_identifier", value = value, at = at }, after
end

local function raw_string(text, at)
   local inside, after = delimited(text, at)
   return { type = "literal", value = inside:gsub("\\'", "'"), at = at }, after
end

-- `JSON`; what is no JSON is taken as a string, as all implementations have always done.
local function json_literal(text, at)
   local inside, after = delimited(text, at)
   inside = inside:gsub("\\`", "`")
   local value, err = decode(inside)
   if err then value, err = decode('"' .. inside:gsub("^%s+", "") .. '"') end
   if err then M.fail(at, "invalid JSON in `%s`", inside) end
   return { type = "literal", value = value, at = at }, after
end

local DELIMITED = { ['"'] = quoted_identifier, ["'"] = raw_string, ["`"] = json_literal }

local function compound(text, at)
   local first, second = text:sub(at, at), text:sub(at + 1, at + 1)
   local kinds = COMPOUND[first]
   if second ~= "" and kinds[second] then
      return { type = kinds[second], value = first .. second, at = at }, at + 2
   end
   if not kinds.alone then M.fail(at, "unexpected '%s' (did you mean '=='?)", first) end
   return { type = kinds.alone, value = first, at = at }, at + 1
end

local function next_token(text, at)
   local character = text:sub(at, at)
   if SIMPLE[character] then
      return { type = SIMPLE[character], value = character, at = at }, at + 1
   end
   if COMPOUND[character] then return compound(text, at) end
   if DELIMITED[character] then return DELIMITED[character](text, at) end
   local name = text:match("^[%a_][%w_]*", at)
   if name then return { type = "unquoted_identifier", value = name, at = at }, at + #name end
   local number = text:match("^%-?%d+", at)
   if number then
      local value = math.tointeger(tonumber(number)) or M.fail(at, "%s is too large", number)
      return { type = "number", value = value, at = at }, at + #number
   end
   M.fail(at, "unexpected '%s'", text:match(utf8.charpattern, at) or character)
end

---@param text string
---@return table[] tokens the last is of type "eof"
function M.tokens(text)
   local tokens, at = {}, 1
   while true do
      at = text:find("[^ \t\r\n]", at) or #text + 1
      if at > #text then break end
      tokens[#tokens + 1], at = next_token(text, at)
   end
   tokens[#tokens + 1] = { type = "eof", value = "", at = #text + 1 }
   return tokens
end

return M
