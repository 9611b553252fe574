-- Metric math as text: numbers, ids, arrays, functions, arithmetic, comparisons. A tree's nodes are
-- { kind = "number"|"id"|"call"|"array"|"binary"|"negate"|"word", … }.
local M = {}

---From loosest to tightest; all are left-associative but ^.
local levels <const> = {
   { ["||"] = true }, { ["&&"] = true },
   { ["<"] = true, [">"] = true, ["<="] = true, [">="] = true, ["=="] = true, ["!="] = true },
   { ["+"] = true, ["-"] = true }, { ["*"] = true, ["/"] = true },
}
local max_depth <const> = 100

local function fail(text, ...)
   error({ message = text:format(...) }, 0)
end

local patterns <const> = {
   { "number", "^%d+%.?%d*[eE][+-]?%d+" }, { "number", "^%d+%.?%d*" }, { "number", "^%.%d+" },
   { "name", "^[%a_][%w_]*" }, { "text", '^"[^"]*"' },
   { "mark", "^[<>=!]=" }, { "mark", "^&&" }, { "mark", "^||" }, { "mark", "^[-+*/^(),%[%]<>]" },
}

local function token_at(text, position)
   for _, entry in ipairs(patterns) do
      local found = text:match(entry[2], position)
      if found then
         return { kind = entry[1], text = found }, position + #found
      end
   end
   fail("%q is not understood at character %d", text, position)
end

local function tokens_of(text)
   local list, position = {}, text:match("^%s*()")
   while position <= #text do
      list[#list + 1], position = token_at(text, position)
      position = text:match("^%s*()", position)
   end
   list[#list + 1] = { kind = "end", text = "the end" }
   return list
end

local Parser = {}
Parser.__index = Parser

function Parser:accept(mark)
   local token = self.tokens[self.at]
   if token.kind == "mark" and token.text == mark then
      self.at = self.at + 1
      return true
   end
   return false
end

function Parser:expect(mark)
   if not self:accept(mark) then
      fail("%s is missing before %s", mark, self.tokens[self.at].text)
   end
end

function Parser:list(closing)
   local items = {}
   if self:accept(closing) then
      return items
   end
   repeat
      items[#items + 1] = self:level(1)
   until not self:accept(",")
   self:expect(closing)
   return items
end

function Parser:primary()
   local token = self.tokens[self.at]
   self.at = self.at + 1
   if token.kind == "number" then
      return { kind = "number", value = tonumber(token.text) }
   elseif token.kind == "text" then
      return { kind = "word", text = token.text:sub(2, -2) }
   elseif token.kind == "name" and self:accept("(") then
      return { kind = "call", name = token.text:upper(), arguments = self:list(")") }
   elseif token.kind == "name" then
      return token.text:find("^%l") and { kind = "id", id = token.text }
         or { kind = "word", text = token.text }
   elseif token.text == "(" then
      local inner = self:level(1)
      self:expect(")")
      return inner
   elseif token.text == "[" then
      return { kind = "array", items = self:list("]") }
   end
   fail("%s is out of place", token.text)
end

function Parser:power()
   local base = self:primary()
   if self:accept("^") then
      return { kind = "binary", operator = "^", left = base, right = self:unary() }
   end
   return base
end

function Parser:unary()
   self.depth = self.depth + 1
   if self.depth > max_depth then
      fail("it is nested too deeply")
   end
   local node
   if self:accept("-") then
      node = { kind = "negate", of = self:unary() }
   else
      node = self:power()
   end
   self.depth = self.depth - 1
   return node
end

function Parser:level(number)
   local operators = levels[number]
   if not operators then
      return self:unary()
   end
   local left = self:level(number + 1)
   while operators[self.tokens[self.at].text] and self.tokens[self.at].kind == "mark" do
      local operator = self.tokens[self.at].text
      self.at = self.at + 1
      left = { kind = "binary", operator = operator, left = left, right = self:level(number + 1) }
   end
   return left
end

local function parse(text)
   local parser = setmetatable({ tokens = tokens_of(text), at = 1, depth = 0 }, Parser)
   local tree = parser:level(1)
   if parser.tokens[parser.at].kind ~= "end" then
      fail("%s is out of place", parser.tokens[parser.at].text)
   end
   return tree
end

---@param text string
---@return table? tree, string? problem
function M.parse(text)
   local ok, result = pcall(parse, text)
   if ok then
      return result
   elseif type(result) == "table" and result.message then
      return nil, result.message
   end
   error(result, 0)
end

return M
