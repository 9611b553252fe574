-- Writes the table of register_variants.lua: lua5.4 make_load_test.lua > load_test.csv
-- Always the same rows: 1,260 that can be registered, over three Regions, and the awkward ones
-- that real tables have.
math.randomseed(20160206)

local REGIONS = { "eu-west-1", "us-east-1", "ap-northeast-1" }
local INSTANCE_TYPES = { -- and the requests a second that one of them serves, about
   { "ml.m5.large", 18 }, { "ml.m5.xlarge", 35 }, { "ml.c5.xlarge", 48 }, { "ml.c6i.2xlarge", 96 },
   { "ml.g4dn.xlarge", 14 }, { "ml.g5.xlarge", 22 }, { "ml.g5.2xlarge", 25 },
   { "ml.inf2.xlarge", 40 },
}
local TEAMS = { "ranking", "search", "fraud", "pricing", "vision", "speech", "ads", "support" }
local MODELS = { "bert", "xgb", "dlrm", "resnet", "whisper", "llm-small", "embed" }
local ROWS_PER_REGION = 420

local rows = {}

local function add(...)
   rows[#rows + 1] = table.concat({ ... }, ",")
end

local function random_of(list)
   return list[math.random(#list)]
end

local function good_row(region, number)
   local instance_type, about = table.unpack(random_of(INSTANCE_TYPES))
   local max_rps = about * (0.7 + 0.6 * math.random())
   local base = math.random(0, 6000)
   local peak = base + math.random(60, 30000)
   local endpoint = ("%s-%s-%03d"):format(random_of(TEAMS), random_of(MODELS), number)
   local variant = math.random(5) == 1 and "Candidate" or "AllTraffic"
   add(region, endpoint, variant, instance_type, ("%.1f"):format(max_rps), base, peak)
end

local function long_name(length)
   return ("long-name-"):rep(7):sub(1, length - 1) .. "x"
end

-- Each with what is wrong with it, or remarkable about it.
local function awkward_rows(region, n)
   local function row(endpoint, variant, instance_type, max_rps, base, peak)
      add(region, endpoint .. "-" .. n, variant, instance_type, max_rps, base, peak)
   end
   row("burstable-medium", "AllTraffic", "ml.t2.medium", 6, 60, 600)
   row("burstable-xlarge", "AllTraffic", "ml.t2.xlarge", 9, 60, 900)
   row("no-peak", "AllTraffic", "ml.m5.large", 18, 0, 0)
   row("base-above-peak", "AllTraffic", "ml.m5.large", 18, 9000, 600)
   row("bad_character", "AllTraffic", "ml.m5.large", 18, 60, 600)
   row("bad-variant", "All.Traffic", "ml.m5.large", 18, 60, 600)
   row("spaced name", "AllTraffic", "ml.m5.large", 18, 60, 600)
   row("trailing-hyphen", "blue-", "ml.m5.large", 18, 60, 600)
   row("not-a-number", "AllTraffic", "ml.m5.large", "n/a", 60, 600)
   row("no-throughput", "AllTraffic", "ml.m5.large", 0, 60, 600)
   row("negative", "AllTraffic", "ml.m5.large", 18, -60, 600)
   row("empty-cell", "AllTraffic", "ml.m5.large", "", 60, 600)
   row("quoted", '"All,Traffic"', "ml.m5.large", 18, 60, 600)
   row("twice", "AllTraffic", "ml.m5.large", 18, 60, 600)
   row("twice", "AllTraffic", "ml.m5.large", 18, 120, 1200)
   add(region, long_name(63), "AllTraffic", "ml.m5.large", 18, 60, 600)
   add(region, long_name(64), "AllTraffic", "ml.m5.large", 18, 60, 600)
   add(region, "short-row-" .. n, "AllTraffic", "ml.m5.large")
end

for _, region in ipairs(REGIONS) do
   for number = 1, ROWS_PER_REGION - 2 do good_row(region, number) end -- and two of the awkward
   awkward_rows(region, #rows)
end
add("mars-north", "far-away", "AllTraffic", "ml.m5.large", 18, 60, 600)

io.write("region,endpoint,variant,instance_type,max_rps_per_instance,base_rpm,peak_rpm\n",
   table.concat(rows, "\n"), "\n")
