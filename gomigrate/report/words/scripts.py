"""GM8xx: what GOPATH mode left in build scripts and CI. One code for each rule of gomigrate.scripts.rules."""

from __future__ import annotations

from gomigrate.report.words.row import Row

ROWS: dict[str, Row] = {
    "GM801": Row(
        title="GO111MODULE turns modules off",
        meaning="GO111MODULE=off is GOPATH mode, in which the branch has none of its dependencies; auto is, too, in some folders up to go 1.15. The value becomes on. Values that are on already stay.",
        remedy="Set it to on, or take it out.",
    ),
    "GM802": Row(
        title="GO15VENDOREXPERIMENT",
        meaning="The variable switched vendor folders on in go 1.5. Nothing reads it since go 1.7, so it goes from commands, exports and settings.",
        remedy="Take it out.",
    ),
    "GM803": Row(
        title="-mod=vendor",
        meaning="The flag makes the go command build from vendor/, which goes. In commands the flag goes; in the value of a variable it becomes -mod=readonly, the default since go 1.16. With --vendor=keep or regenerate it stays.",
        remedy="Take the flag out, or keep the folder with --vendor=regenerate.",
    ),
    "GM804": Row(
        title="old tool called",
        meaning="A script calls dep, glide, godep, govendor, gvt, vndr, trash, gdm, govend, glock, godeps, gpm, gom or gopm. Calls that fetch what the lock names become go mod download (go mod vendor with --vendor=regenerate), and wrappers such as `godep go test` lose the wrapper. Where --locks=keep keeps the tool's lock file, its calls stay.",
        remedy="Say what it was for by the go command.",
    ),
    "GM805": Row(
        title="old tool installed",
        meaning="A script installs a tool that goes, by go get, a download or a package manager. The line goes once no line calls the tool any more.",
        remedy="Change the lines that call the tool first; then take the install out.",
    ),
    "GM806": Row(
        title="go get",
        meaning="Since go 1.18 go get only edits go.mod. Commands become go install PATH@VERSION, with the version that go.mod has; where nothing says which version, @latest is offered as an unsafe change, since go get took the newest, too. Libraries that go.mod has are not fetched any more, and go get ./... becomes go mod download or go install.",
        remedy="Use go install PATH@VERSION for a command; a library belongs into go.mod once.",
    ),
    "GM807": Row(
        title="packages named by the vendor folder",
        meaning="`go list ./... | grep -v vendor` has nothing to leave out: ./... takes no vendor folders since go 1.9. A package ./vendor/PATH is PATH in module mode.",
        remedy="Name the packages by their import paths.",
    ),
    "GM808": Row(
        title="linker variable named by way of a vendor folder",
        meaning="The linker flag -X names a variable by an import path. With a vendor folder in it the path is no package's in module mode, and the linker says nothing: the variable would stay empty. Everything up to the vendor folder goes.",
        remedy="Name the variable by the import path of its package.",
    ),
    "GM809": Row(
        title="lock file named",
        meaning="A Dockerfile copies a lock file, or a cache is keyed by one, and the file goes. COPY takes go.mod and go.sum instead, with the kept copies that go mod download must see; keys are made from go.sum.",
        remedy="Name go.mod and go.sum instead.",
    ),
    "GM810": Row(
        title="the project's place in GOPATH",
        meaning="Folders below GOPATH/src are made, linked or entered for the project. In module mode that is not needed and does no harm: the build goes by go.mod, wherever it lies.",
        remedy="Nothing; work in any folder when you next touch these lines.",
    ),
    "GM811": Row(
        title="a dependency's place in GOPATH",
        meaning="A line reaches for the files of another module below GOPATH/src. In module mode nothing puts them there: they lie in the module cache, read-only.",
        remedy="Ask for the place with go list -m -f '{{.Dir}}' MODULE, after go mod download.",
    ),
    "GM812": Row(
        title="habit in a build file of another language",
        meaning="A Jenkinsfile, a Vagrantfile or a Windows script calls an old tool or go get, or sets GO111MODULE or GO15VENDOREXPERIMENT. These files are looked at line by line and are never changed.",
        remedy="Change the line by hand.",
    ),
    "GM813": Row(
        title="a Go version older than go.mod's",
        meaning="An image or a CI matrix names a Go below the go line of go.mod. Which version to build with is the project's to say, so nothing is changed.",
        remedy="Use the version of go.mod or a newer one.",
    ),
    "GM814": Row(
        title="go_import_path",
        meaning="Travis CI puts the checkout below GOPATH/src by this key. Module mode does not need the place, and it does no harm.",
        remedy="Take the key out once no other line counts on the place.",
    ),
    "GM815": Row(
        title="image without go.mod",
        meaning="A stage of a Dockerfile copies some folders of the project and builds, and go.mod is not among them: the go command says `no required module provides package`. go.mod and go.sum are to be copied first and downloaded, so that this layer is kept while only sources change. GO111MODULE=off is no answer: the image has no GOPATH with dependencies.",
        remedy="Copy go.mod and go.sum (and kept copies) before the sources, and run go mod download.",
    ),
    "GM816": Row(
        title="caches of a CI service",
        meaning="A folder of GOPATH mode is kept between runs, in which nothing lies any more: dependencies are in the module cache. Or GOMODCACHE or GOCACHE is one folder in one place and another in a second, so that what one step fills another one lacks.",
        remedy="Cache the folder that go env GOMODCACHE names, with a key made of go.sum, and set it once.",
    ),
    "GM817": Row(
        title="module files ignored",
        meaning="An ignore file names go.mod, go.sum or the folder of kept copies; without them there is no build. The line goes.",
        remedy="Take the line out.",
    ),
    "GM818": Row(
        title="GOFLAGS",
        meaning="GOFLAGS holds flags for all go commands, each as -flag=value. An entry that is no flag stops every go command; flags that only some commands know are passed over by the others. gomigrate plan --explain-goflags shows which value each command of the build files runs with.",
        remedy="Keep flags in GOFLAGS that all commands may have.",
    ),
    "GM819": Row(
        title="go_repository of Bazel",
        meaning="A go_repository rule fetches a dependency by its commit or tag. Where go.mod has that very commit, the rule gets its version and hash, as gazelle update-repos -from_file=go.mod writes them; where gazelle reads a lock file that goes, it reads go.mod. Otherwise the difference is told.",
        remedy="Run gazelle update-repos -from_file=go.mod.",
    ),
    "GM820": Row(
        title="build file not understood",
        meaning="The file has to do with Go, and its syntax or a piece of shell in it is not understood for sure. What is not understood is left as it is, byte for byte.",
        remedy="Look through the file by hand.",
    ),
}
