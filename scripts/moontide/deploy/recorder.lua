-- What a deployment script declares while it runs: declarations with their places, in order, the
-- defaults that hold where they stand, and what is wrong with them. It sends nothing.
local failure = require "moontide.failure"
local kind_of = require "moontide.kind_of"

local M = {}

---@class moontide.deploy.Declaration  what track, step, predictive and schedule make
---@field word string
---@field name any
---@field body table?
---@field where string
---@field is_used boolean?

local Declaration = { __name = "moontide.declaration" }
Declaration.__index = Declaration

---@class moontide.deploy.Recorder
local Recorder = {}
Recorder.__index = Recorder

---The line of the script that runs, as "fleet.lua:12".
---@return string
function M.here()
   local level = 2
   local info = debug.getinfo(level, "Sl")
   while info do
      if info.what ~= "C" and info.currentline > 0 and not failure.is_library(info.short_src) then
         return ("%s:%d"):format(info.source:match("^[@=](.*)$") or info.short_src,
            info.currentline)
      end
      level = level + 1
      info = debug.getinfo(level, "Sl")
   end
   return "?"
end

---@return moontide.deploy.Recorder
function M.new()
   return setmetatable({ targets = {}, attachments = {}, ignores = {}, hooks = {}, findings = {},
      deployment = nil, defaults = { layers = {} }, asked = {} }, Recorder)
end

---Adds what is wrong; error unless it says something else.
---@param finding table
function Recorder:report(finding)
   finding.severity = finding.severity or "error"
   finding.where = finding.where or M.here()
   self.findings[#self.findings + 1] = finding
end

---@param value any
---@return boolean
function M.is_declaration(value)
   return type(value) == "table" and getmetatable(value) == Declaration
end

local function give_body(declaration, body)
   local recorder = declaration.recorder
   if declaration.body then
      recorder:report { rule = "declared-twice",
         message = ("%s has its table already, at %s"):format(declaration:title(),
            declaration.where) }
   elseif type(body) ~= "table" then
      recorder:report { rule = "wrong-type", message = ("%s must be followed by a table, not %s")
         :format(declaration:title(), kind_of(body)) }
      declaration.body = {}
   else
      declaration.body = body
   end
   return declaration
end

Declaration.__call = give_body

---'track "invocations"'
---@return string
function Declaration:title()
   local name = self.name
   if type(name) == "table" then name = name.resource_id or name.ResourceId or name.name end
   return name == nil and self.word or ('%s "%s"'):format(self.word, tostring(name))
end

---A declaration of which the name, the table or a table with both has been read.
---@param word string
---@param head any
---@return moontide.deploy.Declaration
function Recorder:declare(word, head)
   return setmetatable({ recorder = self, word = word, name = head, where = M.here() }, Declaration)
end

---track, step, predictive, schedule: a name, then a table; or a table with a name in it.
---@param word string
---@param head any
---@return moontide.deploy.Declaration
function Recorder:attachment(word, head)
   local declaration = self:declare(word, head)
   if type(head) == "table" then
      declaration.name, declaration.body = head.name, head
   end
   self.attachments[#self.attachments + 1] = declaration
   return declaration
end

---@param head any  a resource id, what discovery found, or the target's table
---@return moontide.deploy.Declaration
function Recorder:target(head)
   local declaration = self:declare("target", head)
   declaration.defaults = self.defaults
   self.targets[#self.targets + 1] = declaration
   return declaration
end

---Adds a layer of defaults, for what follows or only for what fn declares.
---@param body any
---@param fn? function
function Recorder:add_defaults(body, fn)
   if type(body) ~= "table" then
      return self:report { rule = "wrong-type",
         message = ("defaults must be followed by a table, not %s"):format(kind_of(body)) }
   end
   local before = self.defaults
   local layers = table.move(before.layers, 1, #before.layers, 1, {})
   layers[#layers + 1] = { body = body, where = M.here() }
   self.defaults = { layers = layers }
   if fn then
      self:scoped(fn, before)
   end
end

---Runs fn; the defaults it leaves are forgotten.
---@param fn function
---@param before? table  those to go back to
function Recorder:scoped(fn, before)
   before = before or self.defaults
   local _ <close> = setmetatable({}, { __close = function() self.defaults = before end })
   fn()
end

return M
