-- The AWS CLI's shorthand for structures: Key=Value,Other=[a,b],Deep={Inner='x, y'}. Gives objects
-- of strings, lists and objects; what type each should be, input.lua reads from the model.
local ordered = require "moontide.ordered"

local M = {}

---@class moontide.api.Shorthand
local Parser = {}
Parser.__index = Parser

-- Characters that a bare word starts with, and goes on with where a comma may separate keys
-- (first) or has separated values already (second).
local START <const> = "[^%c%s\"',=%[{]"
local FIRST_FOLLOW <const> = "[^\"',%]}]"
local SECOND_FOLLOW <const> = "[^\"',=]"

-- "Expected: '=', received: 'EOF' for input:", the text and a mark below the place.
local function fail(parser, message, at)
   local text = parser.text
   local line_start = (text:sub(1, at - 1):match("^.*()\n") or 0) + 1
   local line_end = text:find("\n", at, true) or #text + 1
   error({ shorthand = ("%s for input:\n%s\n%s^%s"):format(message, text:sub(1, line_end - 1),
      (" "):rep(at - line_start), text:sub(line_end)) }, 0)
end

local function fail_expected(parser, expected, received)
   fail(parser, ("Expected: '%s', received: '%s'"):format(expected, received), parser.at)
end

function Parser:current() return self.text:sub(self.at, self.at) end -- "" at the end

function Parser:is_at_end() return self.at > #self.text end

function Parser:skip_blanks() self.at = self.text:find("%S", self.at) or #self.text + 1 end

function Parser:expect(character)
   self:skip_blanks()
   local actual = self:current()
   if actual ~= character then fail_expected(self, character, actual == "" and "EOF" or actual) end
   self.at = self.at + 1
   self:skip_blanks()
end

-- A word without quotes from here on, "\," a comma within it; nil if there is none.
function Parser:word(follow)
   local at, class = self.at, START
   while at <= #self.text do
      if self.text:sub(at, at + 1) == "\\," then
         at = at + 2
      elseif self.text:find("^" .. class, at) then
         at = at + 1
      else
         break
      end
      class = follow
   end
   if at == self.at then return nil end
   local word = self.text:sub(self.at, at - 1)
   self.at = at
   return (word:gsub("\\,", ","):gsub("%s+$", ""))
end

function Parser:quoted(quote)
   local at = self.at + 1
   while at <= #self.text do
      local character = self.text:sub(at, at)
      if character == quote then
         local inside = self.text:sub(self.at + 1, at - 1)
         self.at = at + 1
         return (inside:gsub("\\" .. quote, quote):gsub("\\\\", "\\"))
      end
      local is_escape = character == "\\" and self.text:find("^[\\" .. quote .. "]", at + 1)
      at = at + (is_escape and 2 or 1)
   end
   fail_expected(self, quote == "'" and "<singled quoted>" or "<double quoted>", "<none>")
end

-- A value that "@=" precedes may be the name of a file.
function Parser:load(value)
   return self.loads_files and self.read_file(value) or value
end

function Parser:first_value()
   local quote = self:current()
   if quote == "'" or quote == '"' then return self:load(self:quoted(quote)) end
   return self:load(self:word(FIRST_FOLLOW) or "")
end

function Parser:second_value()
   local quote = self:current()
   if quote == "'" or quote == '"' then return self:load(self:quoted(quote)) end
   return self:load(self:word(SECOND_FOLLOW) or fail_expected(self, "<second>", "<none>"))
end

function Parser:key()
   local key = self.text:match("^[%w%-_.#/:]*", self.at)
   self.at = self.at + #key
   return key
end

function Parser:equals()
   self:skip_blanks()
   self.loads_files = self:current() == "@"
   if self.loads_files then self:expect("@") end
   self:expect("=")
end

function Parser:explicit_value()
   local opening = self:current()
   if opening == "[" then return self:explicit_list() end
   if opening == "{" then return self:hash() end
   return self:first_value()
end

function Parser:deeper(parse)
   self.depth = self.depth + 1
   if self.depth > 100 then fail(self, "Nested too deeply", self.at) end
   local value = parse(self)
   self.depth = self.depth - 1
   return value
end

local function comma_or(parser, closing)
   parser:skip_blanks()
   if parser:current() ~= closing then parser:expect(",") end
end

local function list_items(parser)
   local list = ordered.list()
   parser:expect("[")
   while parser:current() ~= "]" do
      list[#list + 1] = parser:explicit_value()
      comma_or(parser, "]")
   end
   parser.at = parser.at + 1
   return list
end

local function hash_members(parser)
   local members = {}
   parser:expect("{")
   while parser:current() ~= "}" do
      local key = parser:key()
      parser:equals()
      members[key] = parser:explicit_value()
      comma_or(parser, "}")
   end
   parser.at = parser.at + 1
   return members
end

function Parser:explicit_list() return self:deeper(list_items) end

function Parser:hash() return self:deeper(hash_members) end

-- Values behind commas, until a word turns out to be the next key ("a=b,c=d"): then back to the
-- comma.
function Parser:further_values(list)
   while not self:is_at_end() do
      local comma = self.at
      self:expect(",")
      local ok, value = pcall(self.second_value, self)
      if ok then
         self:skip_blanks()
         ok = self:is_at_end() or self:current() == ","
      elseif self:is_at_end() or type(value) ~= "table" then
         error(value, 0)
      end
      if not ok then
         self.at = comma
         return
      end
      list[#list + 1] = value
   end
end

function Parser:values()
   local opening = self:current()
   if opening == "" then return "" end
   if opening == "[" or opening == "{" then return self:explicit_value() end
   local first = self:first_value()
   self:skip_blanks()
   if self:current() ~= "," then return first end
   local list = ordered.list { first }
   self:further_values(list)
   return #list > 1 and list or first
end

function Parser:pair(members, comma)
   local key = self:key()
   self:equals()
   if members[key] ~= nil then
      fail(self, ('Second instance of key "%s"'):format(key), comma)
   end
   members[key] = self:values()
end

local function parse(parser)
   local members = {}
   parser:pair(members, 1)
   while not parser:is_at_end() do
      local comma = parser.at + 1
      parser:expect(",")
      parser:pair(members, comma)
   end
   return members
end

---The object that a shorthand text stands for, or nil and what is wrong with it.
---@param text string
---@param read_file fun(value: string): string?  what "file://…" behind @= names
---@return table? object
---@return string? problem
function M.parse(text, read_file)
   local parser = setmetatable({ text = text, at = 1, depth = 0, read_file = read_file }, Parser)
   local ok, result = pcall(parse, parser)
   if ok then return result end
   if type(result) ~= "table" or not result.shorthand then error(result, 0) end
   return nil, result.shorthand
end

return M
