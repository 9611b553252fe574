-- What is found while a script loads, as data for the reference and for reports.
local docs <const> = "docs/deployments.md"

local function rule(name, severity, reason, fix, source)
   return { name = name, severity = severity, applies = "load", reason = reason, fix = fix,
      source = source or docs }
end

return {
   rule("syntax", "error", "the script is not Lua", "correct the line"),
   rule("script-error", "error", "the script failed before it had declared everything",
      "the traceback shows how it came there"),
   rule("write-while-loading", "error", "loading a script shows what it declares and changes "
      .. "nothing", "declare it, or run the script with 'moontide run'"),
   rule("needs-network", "error", "the script asks AWS for what it declares, so it cannot be "
      .. "checked alone", "moontide validate --live, or --emulator"),
   rule("script", "error", "the script itself refuses: it calls deny(…) or warn(…)",
      "do what its text says"),
   rule("unknown-key", "error", "a setting that is misspelt would silently not be set",
      "write the key as it is called"),
   rule("wrong-type", "error", "a value of another type cannot be what was meant",
      "give a value of the right type"),
   rule("no-settings", "error", "a policy or a scheduled action without its table says nothing",
      "write its settings in { … } after the name"),
   rule("declared-twice", "error", "two tables for one declaration contradict each other",
      "keep one of them"),
   rule("in-no-target", "warning", "a policy or an action outside of targets has no effect",
      "write it inside the table of a target or of defaults"),
   rule("no-targets", "warning", "a script that declares nothing changes nothing, and with --prune "
      .. "it removes all that the deployment owns",
      "declare a target; one that discovers its targets has found none"),
   rule("include", "error", "a file that is not loaded would leave its targets out",
      "correct the name"),
   rule("variable", "error", "a variable without a value leaves a hole in the script",
      "--var name=value, or a default in var(\"name\", default)"),
   rule("unused-variable", "warning", "a variable that nothing asks for was meant for another name",
      "leave it out, or ask for it with var(\"name\")"),
   rule("unknown-hook", "error", "a hook at no known point would never be called",
      "write the point as it is called"),
   rule("unknown-rule", "error", "a rule that is misspelt would stay on",
      "docs/rules.md lists the names", "docs/rules.md"),
   rule("deployment", "error", "contradicting settings", "keep one of them"),
   rule("resource-id", "error", "AWS refuses ids of a form it does not know: Unsupported service "
      .. "namespace, resource type or scalable dimension",
      "an endpoint's variant is endpoint/<endpoint>/variant/<variant>",
      "RegisterScalableTarget, ResourceId"),
   rule("resource-dimension", "error", "namespace, dimension and resource id have to belong "
      .. "together", "leave namespace and dimension out where the id says them",
      "RegisterScalableTarget, ScalableDimension"),
   rule("ambiguous-dimension", "error", "the id alone does not say what is to be scaled",
      "write dimension = …", "RegisterScalableTarget, ScalableDimension"),
   rule("unknown-namespace", "error", "AWS knows fifteen service namespaces and no others",
      "leave it out where the id says it", "RegisterScalableTarget, ServiceNamespace"),
   rule("unknown-dimension", "error", "AWS knows these scalable dimensions and no others",
      "leave it out where the id says it", "RegisterScalableTarget, ScalableDimension"),
   rule("unknown-metric", "error", "a policy on a metric that is not published never does anything",
      "metric = { name = …, namespace = …, statistic = … } follows a metric of your own",
      "SageMaker guide, metrics for CloudWatch"),
   rule("metric-incomplete", "error", "AWS refuses a customized metric without name, namespace "
      .. "and statistic", "metric = { name = …, namespace = …, statistic = … }",
      "CustomizedMetricSpecification"),
   rule("step-kinds", "error", "a step policy has one adjustment type, and each step one amount",
      "change = 1, percent = 50 or capacity = 4 in each step", "StepScalingPolicyConfiguration"),
   rule("step-bounds", "error", "bounds are relative to the alarm's threshold; as values of the "
      .. "metric they need one", "lower and upper, or above and below with alarm.threshold",
      "StepScalingPolicyConfiguration"),
   rule("schedule-kinds", "error", "an action has one schedule",
      'one of cron = "0 22 * * ? *", rate = "1 day", at = "2030-01-31T08:00:00"',
      "PutScheduledAction, Schedule"),
   rule("schedule-time", "error", "the time cannot be read, or does not exist in its zone",
      "2030-01-31T08:00:00Z, or without Z in the action's time zone",
      "PutScheduledAction, StartTime"),
   rule("alarm", "error", "CloudWatch refuses the alarm", "correct the alarm", "PutMetricAlarm"),
   rule("hook", "error", "a rule of your own refuses: its text is the message",
      "do what it asks, or change the rule", "docs/hooks.md"),
   rule("hook-file", "error", "a hook file that is not loaded has no say", "correct it",
      "docs/hooks.md"),
   rule("hook-stopped", "error", "a hook file in the sandbox went over its limits of time, "
      .. "instructions or memory, so it could not say that all is well",
      "make it shorter, or run it without --sandbox-hooks if it can be trusted", "docs/hooks.md"),
   rule("hook-error", "error", "a rule that fails cannot say that all is well",
      "correct the hook", "docs/hooks.md"),
   rule("hook-transform", "error", "a transform returns the changed target, or nothing",
      "return the table it was given, changed", "docs/hooks.md"),
}
