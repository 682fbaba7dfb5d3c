"""The words that passphrases are made of.

The English list of BIP-39 as in python-mnemonic (MIT License, Copyright (c) 2013-2016
Pavol Rusnak), without what would be out of place here: words of violence, illness,
crime, family and the body. The first four letters of a word are its own. A phrase is
compared by its spelling alone, so the list may change as long as it stays long enough.
"""

from typing import Final

WORDS: Final = """
ability able about above absorb abstract absurd access account achieve acid acoustic
acquire across act action actor actress actual adapt add address adjust admit adult
advance advice aerobic affair afford afraid again age agent agree ahead aim air airport
aisle alarm album alert all alley allow almost alpha already also alter always amateur
amazing among amount amused analyst anchor ancient angle animal ankle announce annual
another answer antenna antique any apart apology appear apple approve april arch arctic
area arena arm around arrange arrive arrow art artefact artist artwork ask aspect asset
assist assume athlete atom attend attitude auction audit august author auto autumn
average avocado awake aware away awesome awkward axis baby bachelor bacon badge bag
balance balcony ball bamboo banana banner bar barely bargain barrel base basic basket
beach bean beauty because become beef before begin behave behind believe below belt
bench benefit best better between beyond bicycle bid bike biology bird birth blanket
bless blossom blouse blue blur blush board boat body bonus book boost border boring
borrow boss bottom bounce box bracket brain brand brass brave bread breeze brick bridge
brief bright bring brisk broccoli bronze broom brown brush bubble buddy budget buffalo
build bulb bulk bundle burger bus business busy butter buyer buzz cabbage cabin cable
cactus cake call calm camera camp can canal candy canoe canvas canyon capable capital
captain car carbon card cargo carpet carry cart case cash castle casual cat catalog
catch category cattle caught cause caution cave ceiling celery cement census century
cereal certain chair chalk champion change chapter charge chase chat cheap check cheese
chef cherry chest chicken chief chimney choice choose chuckle chunk churn cinnamon
circle citizen city civil claim clap clarify claw clay clean clerk clever click client
cliff climb clip clock close cloth cloud clown club cluster clutch coach coast coconut
code coffee coil coin collect color column combine come comfort comic common company
concert conduct confirm congress connect consider control convince cook cool copper copy
coral core corn correct cost cotton couch country course cover coyote crack craft crane
crater crawl credit creek crew cricket crop crowd crucial cruise crunch crystal cube
culture cup cupboard curious current curtain curve cushion custom cute cycle dance dash
dawn day deal debate decade december decide decorate decrease deer define defy degree
delay deliver demand dentist depend deposit depth deputy derive describe desert design
desk detail detect develop device devote diagram dial diamond diary dice diesel diet
differ digital dignity dilemma dinner dinosaur direct discover dish display distance
divert divide doctor document dog dolphin domain donate donor door dose double dove
draft dragon drama draw dream dress drink drive drum dry duck dune during dust duty
dynamic eager eagle early earn earth easily east easy echo ecology economy edge edit
educate effort egg eight either elbow elder electric elegant element elephant elevator
elite else embody embrace emotion employ empower empty enable enact end endless endorse
energy enforce engage engine enhance enjoy enlist enough enrich enroll ensure enter
entire entry envelope episode equal equip era error erupt essay essence estate eternal
ethics evidence evoke evolve exact example excess exchange excite exclude excuse
exercise exhibit exist exotic expand expect explain express extend extra eye eyebrow
fabric face faculty fade faint faith fall false fame family famous fan fancy fantasy
farm fashion favorite feature february federal feed feel fence festival fetch few fiber
fiction field figure file film filter final find fine finger finish firm first fish fit
fitness fix flag flash flat flavor flight flip float flock floor flower fluid flush fly
foam focus fog foil fold follow food foot force forest forget fork fortune forum forward
fossil foster found fox frame frequent fresh friend fringe frog front frost frozen fruit
fun funny future gadget gain galaxy gallery game gap garage garden garlic garment gate
gather general genius genre gentle genuine gesture giant gift giggle ginger giraffe give
glad glance glare glass glide glimpse globe glory glove glow glue gold good goose govern
gown grace grain grant grape grass gravity great green grid grit grocery group grow
guard guess guide guitar gym habit hair half hammer hamster hand happy harbor harvest
hat have hawk head health heart heavy hedgehog height hello helmet help hen hero high
hill hint hip hire history hobby hockey hold hole holiday hollow home honey hood hope
horse host hotel hour hover hub huge human humble humor hundred hurdle hurry hybrid ice
icon idea identify image immense immune impact improve impulse inch include income
increase index indicate indoor industry inform inherit initial inner innocent input
inquiry insect inside inspire install intact interest into invest invite involve iron
island issue item ivory jacket jaguar jar jazz jeans jelly jewel job join joke journey
joy juice jump jungle just kangaroo keen keep ketchup key kick kind kingdom kiss kit
kitchen kite kitten kiwi knee knock know lab label labor ladder lake lamp language
laptop large later latin laugh laundry law lawn layer leader leaf learn lecture left leg
legend leisure lemon lend length lens leopard lesson letter level liberty library
license life lift light like link lion liquid list little live load loan lobster local
logic long loop lottery lounge loyal lucky luggage lumber lunar lunch luxury lyrics
machine magic magnet mail main major make mammal man manage mandate mango mansion manual
maple marble march margin marine market mass master match material math matrix matter
maximum maze meadow mean measure meat mechanic media melody member memory mention menu
merge merit merry mesh message metal method middle midnight milk million mimic mind
minimum minor minute miracle mirror mix mixed mixture mobile model modify moment monitor
month moon moral more morning motion motor mountain mouse move movie much muffin
multiply museum mushroom music must mutual myself mystery myth name napkin narrow nation
nature near neck need nest net network neutral news next nice night noble noise nominee
noodle normal north notable note notice novel now number nurse nut oak object oblige
observe obtain occur ocean october off offer office often okay old olive olympic omit
once one onion online only open opera opinion option orange orbit orchard order ordinary
original ostrich other outdoor outer output outside oval oven over own owner oxygen
oyster ozone paddle page pair palace palm panda panel panther paper parade park parrot
party pass patch path patrol pattern pause pave payment peace peanut pear pelican pen
pencil people pepper perfect permit person pet phone photo phrase physical piano picnic
picture piece pigeon pilot pink pioneer pipe pitch pizza place planet plastic plate play
please pledge pluck plug plunge poem poet point polar pole pond pony pool popular
portion position possible post potato pottery powder power practice praise predict
prefer prepare present pretty prevent price pride primary print priority prize process
produce profit program project promote proof property prosper protect proud provide
public pudding pull pulp pulse pumpkin pupil puppy purchase purpose purse push put
puzzle pyramid quality quantum quarter question quick quit quiz quote rabbit raccoon
radar radio rail rain raise rally ramp ranch random range rapid rare rate rather raven
raw ready real reason rebuild recall receive recipe record recycle reduce reflect reform
refuse region regular relax release relief rely remain remember remind remove render
renew rent reopen repair repeat replace report require rescue resemble resist resource
response result retire retreat return reunion reveal review reward rhythm ribbon rice
rich ride ridge right rigid ring ripple risk ritual rival river road roast robot robust
rocket romance roof rookie room rose round route royal rubber rule run runway rural
saddle safe sail salad salmon salon salt salute same sample sand satisfy sauce sausage
save say scale scan scene scheme school science scissors scout screen script scrub sea
search season seat second secret section security seed seek segment select sell seminar
sense sentence series service session settle setup seven shadow shaft shallow share shed
shell sheriff shield shift shine ship shoe shop short shoulder shrimp shuffle side sight
sign silent silk silver similar simple since sing situate six size skate sketch ski
skill skirt sleep slide slight slim slogan slot slow slush small smart smile smooth
snack snap sniff snow soap soccer sock soda soft solar solid solution solve someone song
soon sort soul sound soup source south space spare spatial speak special speed spend
sphere spice spin spirit sponsor spoon sport spot spray spread spring square squirrel
stable stadium staff stage stairs stamp stand start state stay steak step stereo stick
still stock stone stool story stove strategy street strong student stuff style subject
subway success such sugar suggest suit summer sun sunny sunset super supply supreme sure
surface surge surprise surround survey sustain swap sweet swift swim swing switch symbol
syrup system table tackle tag tail talent talk tank tape target task taste taxi teach
team tell ten tenant tennis tent term test text thank that theme then theory there they
thing this thought three thrive throw thumb ticket tide tiger tilt timber time tiny tip
tissue title toast today toddler toe together token tomato tomorrow tone tonight tool
tooth top topic tortoise total tourist toward tower town toy track trade traffic train
transfer travel tray treat tree trend trip trophy truck true truly trumpet trust truth
try tube tuition tuna turn turtle twelve twenty twice twist two type typical umbrella
uncover under undo unfold uniform unique unit universe unlock until unusual unveil
update upgrade uphold upon upper urban usage use used useful usual utility vacuum vague
valid valley valve van various vast vault vehicle velvet vendor venture venue verb
verify version very vessel viable vibrant video view village vintage violin virtual visa
visit visual vital vivid vocal voice volume vote voyage wage wagon wait walk wall walnut
want warm wash water wave way wealth wear weather web wedding weekend welcome west wet
whale what wheat wheel when where whisper wide width will win window wine wing wink
winner winter wire wisdom wise wish witness wonder wood wool word work world worth wrap
wrestle write yard year you young youth zebra zero zone zoo
""".split()  # noqa: SIM905 - a literal would take 1,667 lines
