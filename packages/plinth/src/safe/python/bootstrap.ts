/**
 * What Python runs first: it takes limits that cannot be raised again, reads the program, and runs it. What the program
 * leaves in `result` is written as JSON to a pipe of its own.
 */
export const BOOTSTRAP = `
import json, os, resource, sys
limits = json.loads(sys.argv[1])
for name, value in limits.items():
    kind = getattr(resource, "RLIMIT_" + name, None)
    if kind is not None:
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
source = sys.stdin.buffer.read().decode()
sys.argv = ["program.py"]
scope = {"__name__": "__main__"}
code = compile(source, "program.py", "exec")
del limits, source
exec(code, scope)
sys.stdout.flush()
with os.fdopen(3, "w") as answer:
    answer.write(json.dumps(scope.get("result")))
`
