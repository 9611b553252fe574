-- Figures as Prometheus reads them: the text exposition format 0.0.4. Pure: figures in, text out.
local M = {}

local LABELS <const> = { "profile", "region", "service", "operation_class" }

-- Counters that a part has for each of its …
local FAMILIES <const> = {
   { name = "calls_total", label = "outcome", help = "Calls that have ended, by how." },
   { name = "attempts_total", label = "outcome",
      help = "Requests whose answer, or lack of one, is known, by what it was." },
   { name = "retries_total", label = "cause", help = "Requests sent once more, by why." },
   { name = "waits_total", label = "reason",
      help = "Waits of calls before they were sent, by what for." },
   { name = "wait_seconds_total", label = "reason",
      help = "Time that calls have waited; side by side they count each." },
   { name = "held_seconds_total", label = "reason",
      help = "Time in which some call has waited; side by side they count once." },
   { name = "sent_bytes_total", help = "Bytes of requests, heads and bodies." },
   { name = "received_bytes_total", help = "Bytes of answers, heads and bodies." },
   { name = "connections_total", help = "Connections opened for calls." },
   { name = "allowed_calls_per_second", type = "gauge",
      help = "Calls a second that the service is believed to allow; 0: not known." },
   { name = "service_down_seconds", type = "gauge",
      help = "For how long the service has not answered; 0: it does." },
}

local function waits(part, member)
   local values = {}
   for reason, wait in pairs(part.waits) do values[reason] = wait[member] end
   return values
end

local function outcomes(part)
   local values = { ok = part.calls - part.failed }
   for status, count in pairs(part.errors) do values[status] = count end
   return values
end

-- The value of a family, or values by its label.
local values_of <const> = {
   calls_total = outcomes,
   attempts_total = function(part)
      local values = { ok = 0 }
      for status, count in pairs(part.answers) do values[status] = count end
      return values
   end,
   retries_total = function(part) return part.retried end,
   waits_total = function(part) return waits(part, "count") end,
   wait_seconds_total = function(part) return waits(part, "seconds") end,
   held_seconds_total = function(part) return waits(part, "held") end,
   sent_bytes_total = function(part) return part.sent_bytes end,
   received_bytes_total = function(part) return part.received_bytes end,
   connections_total = function(part) return part.connections end,
   allowed_calls_per_second = function(part) return part.rate end,
   service_down_seconds = function(part) return part.down end,
}

-- Text ---------------------------------------------------------------------------------------

-- The format is UTF-8; what is not becomes ?.
local function clean(text)
   if utf8.len(text) then return text end
   return (text:gsub("[\x80-\xff]", "?"))
end

---A label's value between quotes.
---@param text string
---@return string
function M.escape(text)
   return (clean(text):gsub("[\\\"\n]", { ["\\"] = "\\\\", ['"'] = '\\"', ["\n"] = "\\n" }))
end

local function number(value)
   if math.type(value) == "integer" then return ("%d"):format(value) end
   return (("%.3f"):format(value):gsub("%.?0+$", ""))
end

local function labels(part, name, value)
   local given = { profile = part.profile, region = part.region, service = part.service,
      operation_class = part.class }
   local list = {}
   for i, label in ipairs(LABELS) do
      list[i] = ('%s="%s"'):format(label, M.escape(given[label]))
   end
   if name then list[#list + 1] = ('%s="%s"'):format(name, M.escape(value)) end
   return table.concat(list, ",")
end

local function head(out, name, kind, help)
   out[#out + 1] = ("# HELP moontide_%s %s"):format(name, help)
   out[#out + 1] = ("# TYPE moontide_%s %s"):format(name, kind)
end

local function sample(out, name, shown, value)
   out[#out + 1] = ("moontide_%s%s %s"):format(name, shown and "{" .. shown .. "}" or "",
      number(value))
end

local function sorted_keys(map)
   local keys = {}
   for key in pairs(map) do keys[#keys + 1] = key end
   table.sort(keys)
   return keys
end

local function add_family(out, family, parts)
   head(out, family.name, family.type or "counter", family.help)
   for _, part in ipairs(parts) do
      local value = values_of[family.name](part)
      if family.label then
         for _, key in ipairs(sorted_keys(value)) do
            sample(out, family.name, labels(part, family.label, key), value[key])
         end
      else
         sample(out, family.name, labels(part), value)
      end
   end
end

local function add_latency(out, parts)
   local name = "attempt_duration_seconds"
   head(out, name, "histogram", "How long attempts took, from their sending to their answer.")
   for _, part in ipairs(parts) do
      local latency, below = part.latency, 0
      for i, count in ipairs(latency.buckets) do
         below = below + count
         local limit = latency.limits[i]
         sample(out, name .. "_bucket", labels(part, "le", limit and number(limit) or "+Inf"),
            below)
      end
      sample(out, name .. "_sum", labels(part), latency.seconds)
      sample(out, name .. "_count", labels(part), latency.count)
   end
end

local function add_run(out, stats, run)
   head(out, "build_info", "gauge", "The program that has written this.")
   sample(out, "build_info", ('version="%s"'):format(M.escape(run.version)), 1)
   head(out, "run_duration_seconds", "gauge", "How long the run took, from its first client on.")
   sample(out, "run_duration_seconds", nil, stats.elapsed)
   head(out, "run_exit_code", "gauge", "What the program ended with; 0: all is done.")
   sample(out, "run_exit_code", nil, run.exit_code)
   head(out, "run_end_timestamp_seconds", "gauge", "When it ended.")
   sample(out, "run_end_timestamp_seconds", nil, run.time)
   head(out, "in_flight_peak", "gauge", "Most requests under way at once.")
   sample(out, "in_flight_peak", nil, stats.peak_in_flight)
end

---Figures as text.
---@param stats moontide.Stats
---@param run { version: string, exit_code: integer, time: integer }
---@return string
function M.text(stats, run)
   local out = {}
   add_run(out, stats, run)
   for _, family in ipairs(FAMILIES) do add_family(out, family, stats.parts) end
   add_latency(out, stats.parts)
   return table.concat(out, "\n") .. "\n"
end

return M
