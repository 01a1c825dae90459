"""GM85x to GM88x: doctor."""

from __future__ import annotations

from gomigrate.report.words.row import Row

ROWS: dict[str, Row] = {
    "GM850": Row(
        title="a variable that the go command does not know",
        meaning="The name looks like one of Go's, but nothing reads it: it is misspelled, or from instructions that were never true. What it was set for does not happen.",
        remedy="Unset it, and set what the message names instead.",
    ),
    "GM851": Row(
        title="GOFLAGS cannot be read",
        meaning="Every word of GOFLAGS has to be a flag of some go command, with its value after an equals sign. With anything else every go command fails.",
        remedy="Correct it with go env -w GOFLAGS=..., or where the environment sets it.",
    ),
    "GM852": Row(
        title="the environment overrides what go env -w wrote",
        meaning="A variable of the environment comes before the file that go env -w writes. Who changes the file sees no change, and another shell or CI has another value.",
        remedy="Keep the setting in one place: unset the variable, or go env -u it.",
    ),
    "GM853": Row(
        title="a folder of Go's is not an absolute path",
        meaning="GOPATH, GOBIN, GOCACHE and GOMODCACHE have to be absolute: the go command refuses anything else.",
        remedy="Set it to an absolute path.",
    ),
    "GM854": Row(
        title="a pattern matches no module",
        meaning="GOPRIVATE, GONOPROXY, GONOSUMDB and GOINSECURE are lists of patterns of module paths, separated by commas alone. This pattern can match none, so what it was meant for is not covered; the go command says nothing.",
        remedy="Write it as a module path or its beginning, such as corp.example.com or *.example.com.",
    ),
    "GM855": Row(
        title="the go command is older than go.mod asks for",
        meaning="The go line of go.mod asks for a newer Go, and GOTOOLCHAIN does not let the go command fetch one.",
        remedy="Install the newer Go, or let the go command get it: go env -w GOTOOLCHAIN=auto.",
    ),
    "GM856": Row(
        title="module mode is off",
        meaning="GO111MODULE=off makes the go command work in GOPATH mode: it ignores go.mod, and go get, go mod and go install PATH@VERSION refuse to work.",
        remedy="go env -u GO111MODULE, and unset it in the environment; the default has been module mode since go 1.16.",
    ),
    "GM857": Row(
        title="module mode depends on the folder",
        meaning="GO111MODULE=auto means module mode inside a folder with a go.mod and GOPATH mode everywhere else, so the same command means different things.",
        remedy="go env -u GO111MODULE.",
    ),
    "GM858": Row(
        title="a go.work takes hold",
        meaning="A go.work in a folder above, or the one GOWORK names, decides which modules are built and replaced, and it is not part of the project. A module that it does not use cannot be built below it.",
        remedy="Use GOWORK=off for this project, or add it to the go.work with go work use.",
    ),
    "GM859": Row(
        title="GOFLAGS changes what a build means",
        meaning="A flag in GOFLAGS holds for every go command, unseen: -mod=mod rewrites go.mod and go.sum, -mod=vendor builds from vendor/, -modfile another go.mod, -insecure is gone since go 1.17.",
        remedy="Take the flag out of GOFLAGS, and give it where it is needed.",
    ),
    "GM860": Row(
        title="a module proxy cannot be reached",
        meaning="There is no connection to an element of GOPROXY, or no answer. After a comma the go command stops there, since only 404 and 410 lead on.",
        remedy="Correct GOPROXY, or start from the network that the proxy is in; curl -v URL shows more.",
    ),
    "GM861": Row(
        title="the certificate of a proxy is not trusted",
        meaning="The server shows a certificate of an authority that this system does not know, or of another name. The go command trusts what the system trusts, and on Linux what SSL_CERT_FILE and SSL_CERT_DIR name instead; git has its own setting, GIT_SSL_CAINFO or http.sslCAInfo.",
        remedy="Get the authority's certificate from whoever runs the server, and install it in the system, or name it in SSL_CERT_FILE.",
    ),
    "GM862": Row(
        title="a proxy sends requests on to another host",
        meaning="The answer comes from a place that GOPROXY does not name. Firewalls have to let that host through as well, and credentials are not sent there.",
        remedy="Make sure that builds can reach that host, or let the proxy serve the files itself.",
    ),
    "GM863": Row(
        title="a module of this project cannot be had by GOPROXY",
        meaning="The chain was asked as the go command asks it, and ended without the module: a proxy refused, and after a comma only 404 and 410 lead on; or nobody has it.",
        remedy="Let the proxy have the module, or add a place that does: ,direct or another proxy behind it.",
    ),
    "GM864": Row(
        title="a proxy does not answer for revisions",
        meaning="Asked for a commit, the proxy refuses, although it has the version of that commit. go get MODULE@COMMIT does not work by it, and legacy pins cannot be turned into versions.",
        remedy="Pin by version, or add a proxy that answers for revisions behind it.",
    ),
    "GM865": Row(
        title="a proxy serves other bytes than go.sum records",
        meaning="The go.mod or zip that came back has another hash than go.sum. The go command would stop with a checksum mismatch. Either this proxy or whoever wrote the line in go.sum had another copy.",
        remedy="In an empty folder: GOPROXY=direct GOFLAGS=-modcacherw GOMODCACHE=$PWD/mod go mod download -json MODULE@VERSION, and compare Sum and GoModSum with go.sum; do not delete go.sum.",
    ),
    "GM866": Row(
        title="a proxy demands credentials",
        meaning="The proxy answered 401, 403 or 407, and no credential is at hand for it: neither in its URL nor in netrc.",
        remedy="Add a line for it to ~/.netrc (machine HOST login USER password TOKEN, HOST with its port), readable by you alone.",
    ),
    "GM867": Row(
        title="any failure of a proxy leads on",
        meaning="A | in GOPROXY leads on after every failure, not only where a module is not there. While the first proxy is down, all names are sent to the next one, and what a company's proxy refuses on purpose is fetched elsewhere.",
        remedy="Write a comma instead of the |, unless that is what you want.",
    ),
    "GM868": Row(
        title="GOPROXY is no list of proxies",
        meaning="An element is neither direct, off, nor an http, https or file URL, so no module can be fetched.",
        remedy="Correct it: go env -w GOPROXY=https://HOST,direct, or where the environment sets it.",
    ),
    "GM869": Row(
        title="the planned proxy differs",
        meaning="The mirror that is to be introduced does not have a module of this project, or has other bytes or another version than the chain of today.",
        remedy="Fill the mirror first, or keep today's chain behind it: see the phases above.",
    ),
    "GM870": Row(
        title="the checksum database is not asked",
        meaning="With GOSUMDB=off, or a pattern that covers everything, a module is believed as it comes the first time. Whoever controls a proxy, a mirror or the way to it can then hand you code that nobody else gets, and go.sum will record it as good.",
        remedy="Exempt only what is private, by GOPRIVATE, and leave GOSUMDB at its default.",
    ),
    "GM871": Row(
        title="a pattern covers public modules",
        meaning="The pattern takes public modules out of the checksum database, and out of proxies: an attacker who controls their host or the way to it can change them unnoticed, and a build depends on many hosts.",
        remedy="Narrow the pattern to your own organisation, such as github.com/ORGANISATION.",
    ),
    "GM872": Row(
        title="a private name would go to a public place",
        meaning="The module looks private, and no setting keeps the go command from asking a public proxy or the public checksum database for it. The name is given away, and the answer, 404 or 410, often looks like a broken build.",
        remedy="Add its host or its organisation to GOPRIVATE.",
    ),
    "GM873": Row(
        title="GOSUMDB cannot be used",
        meaning="A database other than the known one needs its key: NAME+HASH+KEY, and a URL after a blank where it lies elsewhere.",
        remedy="Ask whoever runs the database for its key, and go env -w GOSUMDB='KEY URL'.",
    ),
    "GM874": Row(
        title="the checksum database cannot be reached",
        meaning="For a module without lines in go.sum the go command asks the database, and stops where it does not answer.",
        remedy="Let a proxy of GOPROXY serve /sumdb/, or open the way to the database.",
    ),
    "GM875": Row(
        title="the checksum database is not what its key says",
        meaning="The signature of its tree, or the proof that a record is in it, is wrong, or it records another hash than go.sum. Either the key in GOSUMDB is another database's, or somebody in between changes answers.",
        remedy="Compare the key with the one that its owner publishes. In an empty folder: GOPROXY=direct GOFLAGS=-modcacherw GOMODCACHE=$PWD/mod go mod download -json MODULE@VERSION asks the repository and the database anew.",
    ),
    "GM876": Row(
        title="a private module is served to anyone",
        meaning="A proxy gave a private module away without any credential.",
        remedy="Have the proxy ask for credentials, or close it to everybody but the builds.",
    ),
    "GM877": Row(
        title="no credential is at hand for a private module",
        meaning="The go command would go to version control for it over https, and finds neither a netrc login, a git credential helper, nor an insteadOf that leads to ssh. It does not ask: terminal prompts are off.",
        remedy="git config --global url.ssh://git@HOST/.insteadOf https://HOST/, or add a line for the host to ~/.netrc.",
    ),
    "GM878": Row(
        title="version control is forbidden for a module",
        meaning="GONOPROXY sends the module to version control, and GOVCS does not allow any there.",
        remedy="Allow it: go env -w GOVCS=HOST:git.",
    ),
    "GM879": Row(
        title="GOINSECURE is wide",
        meaning="For what GOINSECURE covers, plain http and certificates of anybody are accepted when version control is asked: whoever is on the way can change the code. It does not touch GOPROXY, and not the checksum database.",
        remedy="Narrow it to the hosts that cannot do better, and install the certificate authority for those that can.",
    ),
    "GM880": Row(
        title="installed programs are not on PATH",
        meaning="go install puts programs into GOBIN, or into bin of the first GOPATH entry, and nothing adds that to PATH: a tool that was just installed is not found, or an older one is.",
        remedy='Add it: export PATH="$PATH:$(go env GOPATH)/bin".',
    ),
    "GM881": Row(
        title="one program hides another",
        meaning="Two folders of PATH, or the folder of go install, hold a program of this name; the first one runs.",
        remedy="Remove the one that is not wanted.",
    ),
    "GM882": Row(
        title="a tool was built with another Go",
        meaning="Tools that read Go code, such as linters and generators, fail on code newer than the Go they were built with.",
        remedy="Install it again with today's Go.",
    ),
    "GM883": Row(
        title="a tool is of another version than the project asks for",
        meaning="The program on PATH is not the version that go.mod or a lock file pins, so generated files may differ from one machine to another.",
        remedy="Run it as go tool NAME, or install the pinned version.",
    ),
    "GM884": Row(
        title="modules are cached in two places",
        meaning="More than one folder holds downloaded modules: the one of today's settings and an older one. What is offline here is not offline there, and the disk holds both.",
        remedy="Set GOMODCACHE to one place, and remove the other with go clean -modcache.",
    ),
    "GM885": Row(
        title="a cache cannot be written",
        meaning="The go command has to write there; without it builds and downloads fail.",
        remedy="Correct the folder's owner or permissions, or set GOMODCACHE or GOCACHE to a place of your own.",
    ),
    "GM886": Row(
        title="unfinished downloads in the module cache",
        meaning="An interrupted or copied cache holds files that are not whole. The go command repairs most of them when it may download, and fails where it may not.",
        remedy="Run go mod download with the network, or go clean -modcache.",
    ),
    "GM887": Row(
        title="too little space for the modules",
        meaning="The disk may have less free space than the modules of this project that are not in the cache yet; 10 MB is reckoned for each.",
        remedy="Free some space, or set GOMODCACHE to another disk.",
    ),
    "GM888": Row(
        title="a cache that does not last",
        meaning="The cache lies on a filesystem that lives in memory or with a container, so every fresh start downloads and compiles all again.",
        remedy="Keep the folder between runs: a volume, or the cache of the CI.",
    ),
    "GM889": Row(
        title="a folder without go.mod",
        meaning="In module mode, the default since go 1.16, the go command builds nothing in a folder that has no go.mod and none above it: it says that go.mod was not found.",
        remedy="gomigrate plan and gomigrate apply make one; until then GO111MODULE=off builds in GOPATH mode, as before.",
    ),
    "GM922": Row(
        title="GOVCS cannot be read",
        meaning="An entry of GOVCS is not PATTERN:LIST, or comes to nothing. The go command then fails for every module that comes from version control.",
        remedy="Correct it (go help vcs), such as GOVCS=public:git|hg,private:all, or unset it: that is the default.",
    ),
    "GM923": Row(
        title="the go command refuses its settings",
        meaning="With a setting as it is, every go command fails, go env too. The message is the go command's own.",
        remedy="Correct the setting where it comes from: the environment, or the file of go env -w, which may have to be edited by hand.",
    ),
}
