-- The journal of an apply: what was there is written before it is changed, each call before it is
-- sent, its result after. JSON lines; whatever ends the process, the file tells what was begun.
local core = require "moontide.core"
local directories = require "moontide.directories"
local json = require "moontide.json"

local M = {}

M.version = "1.0"

---@class moontide.deploy.Journal
---@field path string
local Journal = {}
Journal.__index = Journal

local function raise_unless(value, err)
   if not value then error(err, 0) end
   return value
end

local function line_of(entry)
   return json.encode(entry, { sorted = true }) .. "\n"
end

---Where journals are kept: $XDG_STATE_HOME/moontide/journal.
---@return string
function M.directory()
   local state = directories.state() or error(core.error { status = "config", message =
      "neither XDG_STATE_HOME nor HOME says where the journal can be kept" }, 0)
   return state .. "/journal"
end

local function file_name(deployment, now)
   local label = (deployment or "unnamed"):gsub("[^%w_.-]+", "-"):sub(1, 60)
   return ("%s-%03d-%s.jsonl"):format(os.date("!%Y%m%dT%H%M%SZ", math.floor(now)),
      math.floor(now * 1000) % 1000, label)
end

---Begins a journal; raises if it cannot be written, for then nothing may be changed.
---@param options { deployment: string?, action: string, directory: string?, now: number?,
---   undoes: string? }  undoes: path of the journal that this apply takes back as a whole
---@return moontide.deploy.Journal
function M.create(options)
   local directory = options.directory or M.directory()
   local now = options.now or core.time()
   raise_unless(core.make_directory(directory))
   local path = ("%s/%s"):format(directory, file_name(options.deployment, now))
   local file = raise_unless(core.append_file(path))
   local journal = setmetatable({ file = file, path = path, calls = 0 }, Journal)
   local ok, err = file:append(line_of { type = "journal", version = M.version,
      deployment = options.deployment, action = options.action, started_at = now,
      undoes = options.undoes and options.undoes:match("[^/]*$") })
   if not ok then
      file:close()
      os.remove(path) -- nothing was begun in its name
      error(err, 0)
   end
   return journal
end

-- What has to be known of a target to bring it back.
local function before_of(group)
   local alarms = {}
   for _, change in ipairs(group.changes) do
      if change.kind == "alarm" then alarms[change.name] = change.before or json.null end
   end
   return { type = "target", cell = group.cell, profile = group.profile, region = group.region,
      namespace = group.namespace, resource_id = group.resource_id, dimension = group.dimension,
      before = group.live or json.null, alarms = next(alarms) and alarms or nil }
end

---Notes a call that is about to be sent, with its target's state if it is the target's first.
---@param group moontide.deploy.Group
---@param call moontide.deploy.Call
---@return integer id
function Journal:begin(group, call)
   local text = ""
   if not group.is_journalled then
      group.is_journalled = true
      text = line_of(before_of(group))
   end
   self.calls = self.calls + 1
   local id = self.calls
   text = text .. line_of { type = "call", id = id, cell = group.cell,
      resource_id = group.resource_id, dimension = group.dimension, service = call.service,
      operation = call.operation, input = call.input }
   raise_unless(self.file:append(text))
   return id
end

---Notes how a call has ended.
---@param id integer
---@param err table?
function Journal:finish(id, err)
   local entry = { type = "result", id = id, ok = err == nil }
   if err then
      entry.code, entry.message, entry.request_id = err.code, err.message, err.request_id
      entry.may_have_acted = err.may_have_acted
   end
   raise_unless(self.file:write(line_of(entry)))
end

---Ends the journal.
---@param state "done"|"failed"|"interrupted"
function Journal:close(state)
   if not self.file then return end
   self.file:append(line_of { type = "end", state = state })
   self.file:close()
   self.file = nil
end

-- Reading -------------------------------------------------------------------------------------

local function corrupt(path, number, problem)
   error(core.error { status = "config", where = ("%s:%d"):format(path, number), message =
      "this is no line of a journal: " .. problem }, 0)
end

local function is_before(value)
   if value == nil or value == json.null then return true end
   return type(value) == "table" and type(value.policies) == "table"
      and type(value.schedules) == "table" and math.type(value.min) == "integer"
      and math.type(value.max) == "integer"
end

-- What an entry lacks of what is relied on later.
local function problem_of(entry)
   if type(entry) ~= "table" then return "it is no object" end
   if entry.type == "target" then
      for _, name in ipairs { "namespace", "resource_id", "dimension", "cell" } do
         if type(entry[name]) ~= "string" then return "it has no " .. name end
      end
      if not is_before(entry.before) then return "what was before is not whole" end
   elseif entry.type == "call" or entry.type == "result" then
      if math.type(entry.id) ~= "integer" then return "it has no id" end
   end
end

-- The last line may have been cut by whatever ended the process.
local function decode_lines(path, text)
   local entries, number = {}, 0
   for line, ending in text:gmatch("([^\n]*)(\n?)") do
      number = number + 1
      if line ~= "" and ending == "\n" then
         local entry, err = core.json_decode(line)
         local problem = err and err.message or problem_of(entry)
         if problem then corrupt(path, number, problem) end
         entries[#entries + 1] = entry
      end
   end
   return entries
end

local function without_null(value)
   if value == json.null then return nil end
   return value
end

---@class moontide.deploy.JournalRead
---@field path string
---@field deployment string?
---@field action string
---@field started_at number
---@field undoes string?    file name of the journal that this one takes back as a whole
---@field state "done"|"failed"|"interrupted"|"unfinished"
---@field targets table[]   in the order in which they were begun, with before and alarms
---@field calls table[]     by id, with ok = true, false or nil for "not known"

-- Of a run that was ended before the first line was whole, and so before anything was sent.
local function is_unbegun(text)
   return text == "" or text:find('^{"[^\n]*$') ~= nil
end

---Reads a journal; raises if it is none.
---@param path string
---@return moontide.deploy.JournalRead
function M.read(path)
   local text, reason = require("moontide.files").read(path)
   if not text then
      error(core.error { status = "io", message = ("cannot read the journal: %s: %s"):format(path,
         reason) }, 0)
   end
   if is_unbegun(text) then
      return { path = path, action = "apply", state = "unfinished", targets = {}, calls = {} }
   end
   local entries = decode_lines(path, text)
   local head = entries[1]
   if not head or head.type ~= "journal" or type(head.version) ~= "string" then
      corrupt(path, 1, "a journal begins with its version")
   elseif not head.version:find("^1%.") then
      corrupt(path, 1, ("version %s is not known here"):format(head.version))
   end
   local journal = { path = path, deployment = head.deployment, action = head.action,
      started_at = head.started_at, undoes = head.undoes, state = "unfinished", targets = {},
      calls = {} }
   for _, entry in ipairs(entries) do
      if entry.type == "target" then
         entry.before = without_null(entry.before)
         journal.targets[#journal.targets + 1] = entry
      elseif entry.type == "call" then
         journal.calls[entry.id] = entry
      elseif entry.type == "result" and journal.calls[entry.id] then
         if not entry.may_have_acted then journal.calls[entry.id].ok = entry.ok end
      elseif entry.type == "end" then
         journal.state = entry.state
      end
   end
   return journal
end

---The paths of all journals, oldest first.
---@param directory string?
---@return string[]
function M.list(directory)
   directory = directory or M.directory()
   local paths = {}
   for _, name in ipairs(core.list_directory(directory) or {}) do
      if name:find("%.jsonl$") then paths[#paths + 1] = directory .. "/" .. name end
   end
   table.sort(paths)
   return paths
end

return M
