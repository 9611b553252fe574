-- JMESPath, second step: tokens as a tree of nodes { type =, … }, by operator precedence.
local functions = require "moontide.jmespath.functions"
local lexer = require "moontide.jmespath.lexer"

local M = {}

local POWER = {
   pipe = 1, ["or"] = 2, ["and"] = 3, eq = 5, ne = 5, lt = 5, lte = 5, gt = 5, gte = 5,
   flatten = 9, star = 20, filter = 21, dot = 40, ["not"] = 45, lbrace = 50, lbracket = 55,
   lparen = 60,
}
local PROJECTION_STOP <const> = 10 -- what binds less ends a projection
local IDENTITY <const> = { type = "identity" }

local MAX_DEPTH <const> = 200 -- of nested expressions, so that no text exhausts the stack

---@class moontide.jmespath.Parser
local Parser = {}
Parser.__index = Parser

local prefix, infix = {}, {} -- by token type: how it begins, how it continues an expression

function Parser:peek(ahead)
   return self.tokens[math.min(self.index + (ahead or 0), #self.tokens)].type
end

function Parser:advance()
   local token = self.tokens[self.index]
   self.index = math.min(self.index + 1, #self.tokens)
   return token
end

local function unexpected(token)
   if token.type == "eof" then lexer.fail(token.at, "the expression ends too early") end
   lexer.fail(token.at, "unexpected '%s'", tostring(token.value))
end

function Parser:match(kind)
   local token = self:advance()
   if token.type ~= kind then unexpected(token) end
   return token
end

function Parser:expression(power)
   self.depth = self.depth + 1
   if self.depth > MAX_DEPTH then
      lexer.fail(self.tokens[self.index].at, "it is nested more than %d deep", MAX_DEPTH)
   end
   local token = self:advance()
   local begin = prefix[token.type] or unexpected(token)
   local left = begin(self, token)
   while power < (POWER[self:peek()] or 0) do
      local operator = self:advance()
      local continue = infix[operator.type] or unexpected(operator)
      left = continue(self, left, operator)
   end
   self.depth = self.depth - 1
   return left
end

-- Parts -------------------------------------------------------------------------------------

function Parser:multi_select_list()
   local items = {}
   repeat
      items[#items + 1] = self:expression(0)
      local token = self:advance()
      if token.type ~= "comma" and token.type ~= "rbracket" then unexpected(token) end
   until token.type == "rbracket"
   return { type = "list", items = items }
end

function Parser:multi_select_hash()
   local keys, values = {}, {}
   repeat
      local key = self:advance()
      if key.type ~= "quoted_identifier" and key.type ~= "unquoted_identifier" then
         unexpected(key)
      end
      self:match("colon")
      if not values[key.value] then keys[#keys + 1] = key.value end
      values[key.value] = self:expression(0)
      local token = self:advance()
      if token.type ~= "comma" and token.type ~= "rbrace" then unexpected(token) end
   until token.type == "rbrace"
   return { type = "hash", keys = keys, values = values }
end

function Parser:slice()
   local parts, index = {}, 1
   while self:peek() ~= "rbracket" do
      local token = self:advance()
      if token.type == "colon" and index < 3 then
         index = index + 1
      elseif token.type == "number" and not parts[index] then
         parts[index] = token.value
      else
         unexpected(token)
      end
   end
   self:match("rbracket")
   if parts[3] == 0 then lexer.fail(self.tokens[self.index].at, "a slice cannot have step 0") end
   return { type = "slice", start = parts[1], stop = parts[2], step = parts[3] or 1 }
end

-- Behind "[": an index, or a slice, which is a projection.
function Parser:index_expression(left)
   if self:peek() == "colon" or self:peek(1) == "colon" then
      local slice = self:slice()
      slice.left = left
      return { type = "projection", left = slice, right = self:projected(POWER.star) }
   end
   local node = { type = "index", left = left, index = self:match("number").value }
   self:match("rbracket")
   return node
end

function Parser:dot_right(power)
   local kind = self:peek()
   if kind == "quoted_identifier" or kind == "unquoted_identifier" or kind == "star" then
      return self:expression(power)
   elseif kind == "lbracket" then
      self:advance()
      return self:multi_select_list()
   elseif kind == "lbrace" then
      self:advance()
      return self:multi_select_hash()
   end
   unexpected(self.tokens[self.index])
end

-- What is done with each item of a projection.
function Parser:projected(power)
   local kind = self:peek()
   if (POWER[kind] or 0) < PROJECTION_STOP then return IDENTITY end
   if kind == "lbracket" or kind == "filter" then return self:expression(power) end
   if kind == "dot" then
      self:advance()
      return self:dot_right(power)
   end
   unexpected(self.tokens[self.index])
end

function Parser:filter(left)
   local condition = self:expression(0)
   self:match("rbracket")
   local right = self:peek() == "flatten" and IDENTITY or self:projected(POWER.filter)
   return { type = "filter", left = left, right = right, condition = condition }
end

function Parser:flatten(left)
   return { type = "projection", left = { type = "flatten", left = left },
      right = self:projected(POWER.flatten) }
end

-- How expressions begin ---------------------------------------------------------------------

function prefix.literal(_, token) return { type = "literal", value = token.value } end

function prefix.unquoted_identifier(_, token) return { type = "field", name = token.value } end

function prefix.quoted_identifier(parser, token)
   if parser:peek() == "lparen" then
      lexer.fail(token.at, "the name of what is called cannot be quoted")
   end
   return { type = "field", name = token.value, is_quoted = true }
end

function prefix.current() return IDENTITY end

function prefix.star(parser)
   local right = parser:peek() == "rbracket" and IDENTITY or parser:projected(POWER.star)
   return { type = "values", left = IDENTITY, right = right }
end

function prefix.filter(parser) return parser:filter(IDENTITY) end

function prefix.flatten(parser) return parser:flatten(IDENTITY) end

function prefix.lbrace(parser) return parser:multi_select_hash() end

function prefix.lparen(parser)
   local inner = parser:expression(0)
   parser:match("rparen")
   return inner
end

prefix["not"] = function(parser)
   return { type = "not", left = parser:expression(POWER["not"]) }
end

function prefix.lbracket(parser)
   local kind = parser:peek()
   if kind == "number" or kind == "colon" then return parser:index_expression(IDENTITY) end
   if kind == "star" and parser:peek(1) == "rbracket" then
      parser:advance()
      parser:advance()
      return { type = "projection", left = IDENTITY, right = parser:projected(POWER.star) }
   end
   return parser:multi_select_list()
end

function prefix.expref(parser)
   return { type = "expref", left = parser:expression(0) }
end

-- How they continue -------------------------------------------------------------------------

function infix.dot(parser, left)
   if parser:peek() == "star" then
      parser:advance()
      return { type = "values", left = left, right = parser:projected(POWER.dot) }
   end
   return { type = "pipe", left = left, right = parser:dot_right(POWER.dot) }
end

function infix.lbracket(parser, left)
   local kind = parser:peek()
   if kind == "number" or kind == "colon" then return parser:index_expression(left) end
   parser:match("star")
   parser:match("rbracket")
   return { type = "projection", left = left, right = parser:projected(POWER.star) }
end

function infix.flatten(parser, left) return parser:flatten(left) end

function infix.filter(parser, left) return parser:filter(left) end

local function binary(kind, power)
   return function(parser, left)
      return { type = kind, left = left, right = parser:expression(power) }
   end
end

infix.pipe = binary("pipe", POWER.pipe)
infix["or"] = binary("or", POWER["or"])
infix["and"] = binary("and", POWER["and"])

for _, name in ipairs { "eq", "ne", "lt", "lte", "gt", "gte" } do
   infix[name] = function(parser, left)
      return { type = "compare", by = name, left = left, right = parser:expression(POWER[name]) }
   end
end

function infix.lparen(parser, left, token)
   if left.type ~= "field" or left.is_quoted then unexpected(token) end
   local arguments = {}
   while parser:peek() ~= "rparen" do
      arguments[#arguments + 1] = parser:expression(0)
      if parser:peek() == "comma" then
         parser:advance()
         if parser:peek() == "rparen" then unexpected(parser.tokens[parser.index]) end
      elseif parser:peek() ~= "rparen" then
         unexpected(parser.tokens[parser.index])
      end
   end
   parser:advance()
   functions.check(left.name, #arguments)
   return { type = "call", name = left.name, arguments = arguments }
end

---@param text string
---@return table node
function M.parse(text)
   local parser = setmetatable({ tokens = lexer.tokens(text), index = 1, depth = 0 }, Parser)
   local node = parser:expression(0)
   if parser:peek() ~= "eof" then unexpected(parser.tokens[parser.index]) end
   return node
end

return M
