-- A checker of LuaLS annotations: their syntax, and that every class they name is described. The
-- grammar is the one of https://luals.github.io/wiki/annotations, as far as it is used here.
local M = {}

local BUILT_IN = {}
for name in ("any nil boolean string number integer function table thread userdata lightuserdata"
   .. " self unknown true false T"):gmatch("%S+") do
   BUILT_IN[name] = true
end

local Parser = {}
Parser.__index = Parser

function Parser:fail(why)
   error({ annotation = ("%s at '%s'"):format(why, self.text:sub(self.at, self.at + 30)) }, 0)
end

function Parser:accept(pattern)
   local first, last, captured = self.text:find("^%s*(" .. pattern .. ")", self.at)
   if not first then return nil end
   self.at = last + 1
   return captured
end

function Parser:expect(pattern, what)
   return self:accept(pattern) or self:fail(what .. " expected")
end

local function parameters(parser)
   parser:expect("%(", "(")
   while not parser:accept("%)") do
      if not parser:accept("%.%.%.") then parser:expect("[%a_]%w*", "a parameter") end
      parser:accept("%?")
      if parser:accept(":") then parser:type() end
      if not parser:accept(",") and not parser.text:find("^%s*%)", parser.at) then
         parser:fail(", or ) expected")
      end
   end
   if parser:accept(":") then
      repeat parser:type() until not parser:accept(",")
   end
end

local function table_literal(parser)
   while not parser:accept("}") do
      if parser:accept("%[") then
         parser:type()
         parser:expect("%]", "]")
      else
         parser:expect("[%a_][%w_]*", "a field's name")
      end
      parser:accept("%?")
      parser:expect(":", ":")
      parser:type()
      if not parser:accept("[,;]") and not parser.text:find("^%s*}", parser.at) then
         parser:fail(", or } expected")
      end
   end
end

local function one_type(parser)
   if parser:accept('"[^"]*"') or parser:accept("'[^']*'") or parser:accept("%-?%d+") then
      return
   elseif parser:accept("%(") then
      parser:type()
      parser:expect("%)", ")")
   elseif parser:accept("{") then
      table_literal(parser)
   else
      local name = parser:expect("[%a_][%w_.%-]*", "a type")
      if name == "fun" then return parameters(parser) end
      parser.names[#parser.names + 1] = name
      if parser:accept("<") then
         repeat parser:type() until not parser:accept(",")
         parser:expect(">", ">")
      end
   end
end

function Parser:type()
   repeat
      one_type(self)
      while self.text:find("^%[%]", self.at) do self.at = self.at + 2 end
      if self.text:find("^%?", self.at) then self.at = self.at + 1 end
   until not self:accept("|")
end

local tags = {}

function tags.class(parser, found)
   found.declared[parser:expect("[%a_][%w_.]*", "a class's name")] = true
   if parser:accept(":") then parser:type() end
end

function tags.field(parser)
   if parser:accept("%[") then
      parser:type()
      parser:expect("%]", "]")
   else
      parser:expect("[%a_][%w_]*", "a field's name")
   end
   if parser.text:find("^%?", parser.at) then parser.at = parser.at + 1 end
   parser:type()
end

function tags.alias(parser, found)
   found.declared[parser:expect("[%a_][%w_.]*", "an alias's name")] = true
   if parser:accept("%S") then
      parser.at = parser.at - 1
      parser:type()
   end
end

function tags.param(parser)
   if not parser:accept("%.%.%.") then parser:expect("[%a_][%w_]*", "a parameter's name") end
   if parser.text:find("^%?", parser.at) then parser.at = parser.at + 1 end
   parser:type()
end

tags["return"] = function(parser)
   if parser:accept("%.%.%.") then return end
   parser:type()
end

function tags.overload(parser)
   parser:expect("fun", "fun(…)")
   parameters(parser)
end

function tags.generic(parser) parser:expect("%u%w*", "a name") end

function tags.meta() end

-- One line behind "---".
local function check_line(text, found)
   local parser = setmetatable({ text = text, at = 1, names = found.names }, Parser)
   local tag = parser:accept("@%a+")
   if tag then
      local check = tags[tag:sub(2)] or parser:fail("an unknown tag")
      check(parser, found)
   elseif parser:accept("|") then
      parser:type()
   end
end

---What is wrong with the annotations of texts: lines of "number: why".
---@param text string
---@return string[]
function M.check(text)
   local problems, found, number = {}, { declared = {}, names = {} }, 0
   for line in text:gmatch("([^\n]*)\n") do
      number = number + 1
      local annotation = line:match("^%s*%-%-%-(.*)$")
      local ok, err = pcall(check_line, annotation or "", found)
      if not ok then
         problems[#problems + 1] = ("%d: %s"):format(number, err.annotation or tostring(err))
      end
   end
   for _, name in ipairs(found.names) do
      if not BUILT_IN[name] and not found.declared[name] then
         problems[#problems + 1] = "nobody describes " .. name
         found.declared[name] = true
      end
   end
   return problems
end

return M
