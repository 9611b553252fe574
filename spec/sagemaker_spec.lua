-- Names, instance types and load-test arithmetic, as AWS documents them.
local sagemaker = require "moontide.sagemaker"

describe("sagemaker names", function()
   it("are 1 to 63 letters, digits and inner hyphens", function()
      for _, name in ipairs { "a", "9", "A-b", "a--b", ("x"):rep(63) } do
         assert.is_true(sagemaker.is_endpoint_name(name), name)
         assert.is_true(sagemaker.is_variant_name(name), name)
      end
      for _, name in ipairs { "", "-a", "a-", "a_b", "a.b", "a b", "a/b", "é", "a\n",
         ("x"):rep(64), 7, false } do
         assert.is_false(sagemaker.is_endpoint_name(name), tostring(name))
      end
   end)

   it("say what is wrong with them", function()
      assert.equal("is empty", sagemaker.name_problem "")
      assert.equal("has 64 characters, at most 63 are allowed",
         sagemaker.name_problem(("x"):rep(64)))
      assert.equal("contains '_'; letters, digits and hyphens are allowed",
         sagemaker.name_problem "a_b")
      assert.equal("contains byte 0x0A; letters, digits and hyphens are allowed",
         sagemaker.name_problem "a\nb")
      assert.equal("ends with a hyphen", sagemaker.name_problem "a-")
      assert.equal("begins with a hyphen", sagemaker.name_problem "-a")
      assert.equal("is not a text", sagemaker.name_problem(nil))
      assert.is_nil(sagemaker.name_problem "fine")
   end)

   it("make resource ids and are read back from them", function()
      local id = sagemaker.variant_resource_id("ranker", "AllTraffic")
      assert.equal("endpoint/ranker/variant/AllTraffic", id)
      assert.same({ "ranker", "AllTraffic" }, { sagemaker.parse_variant_resource_id(id) })
      for _, other in ipairs { "inference-component/x", "endpoint/a/variant/",
         "endpoint/a_b/variant/c", "endpoint/a/variant/b/c", "x" .. id } do
         assert.is_nil(sagemaker.parse_variant_resource_id(other))
      end
      assert.error_matches(function() sagemaker.variant_resource_id("a", "b_") end,
         "variant name 'b_' contains '_'")
   end)
end)

describe("sagemaker instance types", function()
   it("have a form", function()
      for _, good in ipairs { "ml.m5.xlarge", "ml.p4de.24xlarge", "ml.inf2.xlarge" } do
         assert.is_true(sagemaker.is_instance_type(good), good)
      end
      for _, bad in ipairs { "m5.xlarge", "ml.m5", "ml.M5.xlarge", "", "ml..", "ml.m5.xlarge " } do
         assert.is_false(sagemaker.is_instance_type(bad), bad)
      end
   end)

   it("are burstable when their family is T", function()
      for _, burstable in ipairs { "ml.t2.medium", "ml.t2.2xlarge", "ml.t4g.xlarge" } do
         assert.is_true(sagemaker.is_burstable(burstable), burstable)
      end
      for _, other in ipairs { "ml.m5.xlarge", "ml.trn1.2xlarge", "t2.micro", "ml.tt2.x", "" } do
         assert.is_false(sagemaker.is_burstable(other), other)
      end
   end)
end)

describe("sagemaker capacity", function()
   it("multiplies MAX_RPS by the safety factor and 60", function()
      assert.equal(600, sagemaker.invocations_per_instance { max_rps = 20 })
      assert.equal(960, sagemaker.invocations_per_instance { max_rps = 20, safety = 0.8 })
      assert.equal(15, sagemaker.invocations_per_instance { max_rps = 0.25, safety = 1 })
   end)

   it("rounds instances up, to at least one", function()
      local function instances(rpm, target, minimum)
         return sagemaker.instances_for { rpm = rpm, target = target, minimum = minimum }
      end
      assert.equal(1, instances(0, 600))
      assert.equal(1, instances(600, 600))
      assert.equal(2, instances(600.5, 600))
      assert.equal(20, instances(12000, 600))
      assert.equal(2, instances(1, 600, 2))
      assert.equal(0, instances(0, 600, 0))
      assert.equal("integer", math.type(instances(12000, 600)))
   end)

   it("refuses what is no figure", function()
      for _, load in ipairs { { max_rps = 0 }, { max_rps = -1 }, { max_rps = 0 / 0 }, {},
         { max_rps = "20" }, { max_rps = 1 / 0 }, { max_rps = 1, safety = 0 },
         { max_rps = 1, safety = 1.1 } } do
         assert.has_error(function() sagemaker.invocations_per_instance(load) end)
      end
      for _, load in ipairs { { rpm = -1, target = 1 }, { rpm = 1, target = 0 }, { rpm = 1 },
         { rpm = 1e300, target = 1e-9 } } do
         assert.has_error(function() sagemaker.instances_for(load) end)
      end
   end)
end)
