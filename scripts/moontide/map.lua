-- map: many tasks over a list or a stream, a window of them at a time.
--
-- Workers, one coroutine for each place in the window, take one item after the other. Whoever has
-- room pulls the next, one at a time, so an iterator may make calls itself.
local context = require "moontide.context"
local failure = require "moontide.failure"
local scheduler = require "moontide.scheduler"

local suspend, wake = scheduler.suspend, scheduler.wake

local DEFAULT_LIMIT = 64
local OPTIONS = { limit = true, on_error = true }

local Batch = {} -- the scope of the workers

local function cancel_all(batch)
   scheduler.cancel_all(batch)
   batch.active = 0
end

-- The first error of a worker ends the others; after an interrupt they end by themselves, and
-- what is in flight finishes.
local function on_failure(batch, worker)
   batch.active = batch.active - 1
   batch.failed = batch.failed or worker
   if not context.is_interrupted() then cancel_all(batch) end
end

-- An error that leaves map after a worker has failed is a consequence of that one.
function Batch.__close(batch, err)
   cancel_all(batch)
   local observer = scheduler.observer()
   if observer then observer:finish(batch) end
   local failed = batch.failed
   if failed and err ~= nil and not rawequal(err, failed.error) then error(failed.error, 0) end
end

local function new_batch(owner, fn, options, total)
   local batch = scheduler.new_scope(owner)
   batch.on_failure = on_failure
   batch.fn, batch.idle, batch.active = fn, {}, 0
   batch.results, batch.errors = {}, options.on_error == "collect" and {} or nil
   batch.limit = options.limit or context.option("max_in_flight") or DEFAULT_LIMIT
   batch.count, batch.done, batch.total = 0, 0, total
   return setmetatable(batch, Batch)
end

-- Workers -----------------------------------------------------------------------------------

local function explain(err)
   return { error = err, traceback = type(err) == "string" and debug.traceback(nil, 2) or nil }
end

local function do_item(worker, fn, item, index)
   return scheduler.join_children(worker, fn(item, index))
end

local function collect_item(batch, worker, item, index)
   local ok, value = failure.guarded(do_item, explain, worker, batch.fn, item, index)
   if ok then return value end
   scheduler.cancel_children(worker)
   value.index, value.item = index, item
   table.insert(batch.errors, value)
end

local function take_item(batch, worker)
   local index, item = worker.index, worker.item
   local value
   if batch.errors then
      value = collect_item(batch, worker, item, index)
   else
      value = do_item(worker, batch.fn, item, index)
   end
   if value ~= nil then batch.results[index] = value end
end

-- The next item and its index; nil if it is not to be had now, or never.
local function pull_item(batch)
   if batch.is_pulling or batch.is_exhausted or context.is_interrupted() then return nil end
   batch.is_pulling = true
   local item = batch.pull() -- an error ends the batch
   batch.is_pulling = false
   batch.is_exhausted = item == nil
   if item == nil or batch.failed then return nil end
   batch.count = batch.count + 1
   return item, batch.count
end

-- A worker that has let others run goes on with the next item by itself.
local function take_next(batch, worker)
   if not worker.has_waited then return false end
   worker.has_waited = false
   worker.item, worker.index = pull_item(batch)
   if batch.active < batch.limit then wake(batch.owner, batch) end -- others have room, too
   return worker.item ~= nil
end

local function park(batch, worker)
   batch.active = batch.active - 1
   table.insert(batch.idle, worker)
   wake(batch.owner, batch)
   suspend(worker, worker)
end

-- Runs until map closes it where it is parked.
local function work(worker)
   local _ <close> = worker
   local batch = worker.scope
   while true do
      take_item(batch, worker)
      batch.done = batch.done + 1
      if not take_next(batch, worker) then park(batch, worker) end
   end
end

local function hand_out(batch, item, index)
   batch.active = batch.active + 1
   local worker = table.remove(batch.idle)
   local is_new = not worker
   worker = worker or scheduler.new_task(batch.owner.loop, batch, work)
   worker.index, worker.item = index, item
   if not is_new then wake(worker, worker) end
end

-- The caller's side -------------------------------------------------------------------------

local function source_of(items)
   if type(items) == "function" then return items end
   local index, count = 0, #items
   return function()
      if index < count then
         index = index + 1
         return items[index]
      end
   end, count
end

-- Hands out items as room appears.
local function feed(batch, owner)
   while not (batch.failed or batch.is_exhausted or context.is_interrupted()) do
      if batch.active >= batch.limit or batch.is_pulling then
         suspend(owner, batch)
      else
         local item, index = pull_item(batch)
         if item ~= nil then hand_out(batch, item, index) end
      end
   end
   while batch.active > 0 do suspend(owner, batch) end
end

-- What an interrupt has kept from being started: of a stream it is not known.
local function refuse_rest(batch, items, count)
   local err = require("moontide.core").error { status = "cancelled",
      message = ("interrupted: item %d and those after it were not started"):format(count + 1) }
   if not batch.errors then error(err, 0) end
   for index = count + 1, batch.total or count + 1 do
      local item = batch.total and items[index] or nil
      table.insert(batch.errors, { index = index, item = item, error = err })
   end
end

local function finish(batch, items)
   if batch.failed then error(batch.failed.error, 0) end
   if not batch.is_exhausted and batch.count ~= batch.total then
      refuse_rest(batch, items, batch.count)
   end
   if batch.errors then
      table.sort(batch.errors, function(a, b) return a.index < b.index end)
   end
end

local function run_batch(owner, items, fn, options)
   local pull, total = source_of(items)
   local batch <close> = new_batch(owner, fn, options, total)
   batch.pull = pull
   local observer = scheduler.observer()
   if observer then observer:begin(batch) end
   feed(batch, owner)
   finish(batch, items)
   return batch.results, batch.errors
end

local function check(items, fn, options)
   if type(items) ~= "table" and type(items) ~= "function" then
      error("map: a list or an iterator function expected, got " .. type(items), 3)
   elseif type(fn) ~= "function" then
      error("map: a function expected, got " .. type(fn), 3)
   end
   for key in pairs(options) do
      if not OPTIONS[key] then
         local hint = require("moontide.suggest").hint(tostring(key), { "limit", "on_error" })
         error(("map: unknown option '%s'%s"):format(tostring(key), hint), 3)
      end
   end
   local limit = options.limit
   if limit ~= nil and not (math.type(limit) == "integer" and limit > 0) then
      error("map: limit must be a positive integer", 3)
   end
   if options.on_error ~= nil and options.on_error ~= "collect" then
      error("map: on_error can only be \"collect\"", 3)
   end
end

---Calls fn(item, index) for every item, at most options.limit of them at a time.
---
---items is a list or an iterator function, called without arguments as room appears, ended by nil.
---results[i] is what fn returned for the i-th item; nothing is kept for items without a result,
---so memory is bounded by the window. The first error cancels the rest and is raised; with
---on_error = "collect" the second result lists {index=, item=, error=, traceback=}, by index.
---@param items table | fun(): any
---@param fn fun(item: any, index: integer): any
---@param options? { limit?: integer, on_error?: "collect" }
---@return table results
---@return table? errors
local function map(items, fn, options)
   options = options or {}
   check(items, fn, options)
   local owner = scheduler.own_task()
   if owner then return run_batch(owner, items, fn, options) end
   return scheduler.run(function()
      return run_batch(scheduler.own_task(), items, fn, options)
   end)
end

return map
